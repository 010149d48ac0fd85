"""Tables of words as patterns: what is written in columns is tried as one alternation."""

import re


def any_of(*columns: str) -> re.Pattern[str]:
    """One pattern of all words of the columns; a word is a small pattern without spaces."""
    return re.compile("|".join(word for column in columns for word in column.split()))
