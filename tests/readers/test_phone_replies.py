"""Sentences as a hurried clerk types or dictates them, each with the reading that was decided before it was run.

A line: `text`, with `intent`, `percent` (all that are right) of the whole, or `parts` [number, intents, percents] of
the measures it names; `figures` [value, unit], `eta`, `day` where they are judged; `ask`: "may" be asked, or "must".
"""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.domain.replies.reply import Intent, MessageReading, ReplyReading
from bot.readers.reply import read_message
from bot.readers.reply.day_expressions import also_named

LINES = (Path(__file__).parent / "phone_replies.jsonl").read_text("utf-8").splitlines()
TABLE = [json.loads(line) for line in LINES]


def asked(reading: ReplyReading) -> bool:
    """True where a person presses a button before anything is recorded."""
    return reading.doubt is not None or reading.intent is Intent.UNCLEAR


def fault(case: dict[str, Any], read: MessageReading) -> str:
    """What would be recorded and was not said, or was said and is lost; "" where all is as decided."""
    asks = read.doubt is not None or any(asked(part.reading) for part in read.parts)
    may_ask = asks and "ask" in case
    wanted = case.get("parts") or [[None, case["intent"], case["percent"]]]
    if case.get("ask") == "must" and not asks:
        return "not asked"
    if [part.number for part in read.parts] != [number for number, *_ in wanted]:
        return "" if may_ask else "measures"
    for part, (_, intents, percents) in zip(read.parts, wanted, strict=True):
        reading = part.reading
        if may_ask and (read.doubt or asked(reading)):
            if reading.intent is Intent.DONE and Intent.DONE not in intents:
                return "offers a completion"
        elif asked(reading) or reading.intent not in intents or reading.percent not in percents:
            return f"{reading.intent} {reading.percent} {reading.doubt}"
    told = sorted([figure.value, figure.unit] for part in read.parts for figure in part.reading.figures)
    days = {"eta": read.parts[0].reading.eta, "day": read.parts[0].reading.new_deadline, "figures": told}
    judged = {key: sorted(case[key]) if key == "figures" else case[key] for key in days if key in case}
    return "" if may_ask or all(days[key] == right for key, right in judged.items()) else str(days)


@pytest.mark.parametrize("case", TABLE, ids=lambda case: str(case["text"]))
def test_what_is_typed_in_a_hurry_is_read_right_or_asked(case: dict[str, Any]) -> None:
    """Intent, percentage, figures and days; nothing that nobody said, and no completion that was not meant."""
    assert fault(case, read_message(case["text"], case.get("known", ()))) == ""


@pytest.mark.parametrize(
    ("text", "one", "others"),
    [
        ("5月15日或者5月20日", "5月15日", ("5月20日",)),
        ("5月15日或者5月20日", "5月20日", ("5月15日",)),
        ("5月15日或5月20日或5月25日", "5月20日", ("5月15日", "5月25日")),
        ("5月15日开会，5月20日完成", "5月20日", ()),
        ("5月15日或者5月20日", "5月16日", ()),
    ],
)
def test_the_other_day_of_two_is_found_on_either_side(text: str, one: str, others: tuple[str, ...]) -> None:
    """Days beside one another with 或 between them; two things with a day each are no choice."""
    assert also_named(text, one) == others
