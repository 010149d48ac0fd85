"""Numerals inside an expression of time, as patterns; bot.domain.core.numerals reads what they find."""

SMALL = r"(?:\d{1,2}|[〇零一二两三四五六七八九十廿卅]{1,4})"
COUNT = r"(?:\d{1,4}|[一二两三四五六七八九十百零]{1,6})"
FOUR = r"(?:\d{4}|[一二][〇零○一二三四五六七八九]{3})"
TWO = r"(?:\d{2}|[〇零○一二三四五六七八九]{2})"
