"""What `check` found, as whoever keeps the machine reads it."""

from collections.abc import Mapping

from bot.messages.wording import Wording


def check_line(wording: Wording, severity: str, what: str, found: str, facts: Mapping[str, object]) -> str:
    """A line: how it is (good, bad, note), what was looked at, and what was found, by their names in the wording.

    Without a name the words are a fact: what another part of the program says of itself.
    """
    named = wording.word(f"operations.check.{what}", **facts)
    words = wording.word(f"operations.check.{found}", **facts) if found else str(facts["words"])
    return wording.word(
        "operations.check.line", severity=wording.word(f"operations.check.{severity}"), what=named, words=words
    )
