"""Mistakes of the configuration, as whoever installs the program reads them."""

from collections.abc import Iterable, Mapping

from bot.messages.wording import Wording

REASONS = {  # what msgspec says of a value that does not fit, and the name of its sentence
    "`int`": "int",
    "`str`": "str",
    "`bool`": "bool",
    "`array`": "array",
    "`time`": "time",
    "Expected": "expected",
    ", got": "got",
    "Invalid RFC3339 encoded": "invalid",
}


def mistakes_text(wording: Wording, mistakes: Iterable[tuple[str, Mapping[str, object]]]) -> str:
    """All mistakes, each given by its code and facts, one a line."""
    lines = [wording.word("operations.config.line", mistake=_sentence(wording, *one)) for one in mistakes]
    return "\n".join([wording.word("operations.config.head"), *lines])


def _sentence(wording: Wording, code: str, facts: Mapping[str, object]) -> str:
    filled = {"value": wording.word("operations.config.hidden")} | dict(facts)
    if code == "bad_value":
        filled["why"] = _reason(wording, str(facts["why"]))
    return wording.word(f"operations.config.{code}", **filled)


def _reason(wording: Wording, text: str) -> str:
    for said, name in REASONS.items():
        text = text.replace(said, wording.word(f"operations.config.why.{name}"))
    return text
