"""What the person at the window is told of a report: what was understood, who was told, how to take it back."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.domain.core.refusal import Refusal
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.requirement import Lack
from bot.domain.plan.measure import Measure
from bot.domain.progress.report_result import Outcome, Result
from bot.domain.replies.reply import Intent
from bot.messages.body import Button, MessageBody
from bot.messages.core.taps import AssignEvidence, Done, Percent, PickMeaning, PickMeasure, Stuck, Undo
from bot.messages.text import day
from bot.messages.wording import Wording

MATTER = 24  # characters of a measure's text that name it
LINE = Markup("\n")
STEP = 10  # percent between two quick buttons
DONE = 100


def matter(measure: Measure, length: int = MATTER) -> str:
    """A measure's text, short enough to name it."""
    return measure.text if len(measure.text) <= length else f"{measure.text[: length - 1]}…"


def recorded_body(wording: Wording, outcomes: Sequence[Outcome], zone: str) -> MessageBody:
    """One paragraph for each measure, with a button to take it back."""
    texts = [_paragraph(wording, outcome, zone) for outcome in outcomes]
    rows = tuple((_undo(wording, outcome, single=len(outcomes) == 1),) for outcome in outcomes if outcome.progress)
    measures = tuple(outcome.measure_id for outcome in outcomes if outcome.measure)
    return MessageBody(Markup("\n\n").join(texts), rows, measures=measures)


def _undo(wording: Wording, outcome: Outcome, *, single: bool) -> Button:
    number = outcome.measure.number if outcome.measure else ""
    label = wording.word("progress.undo") if single else wording.word("progress.undo_one", number=number)
    return Button(label, Undo(outcome.progress.id if outcome.progress else ""))


def _paragraph(wording: Wording, outcome: Outcome, zone: str) -> Markup:
    measure, progress = outcome.measure, outcome.progress
    if outcome.result is Result.REFUSED or measure is None or progress is None:
        number = outcome.measure_id.rpartition("/")[2]
        return wording.say("progress.refused", number=number, why=why_not(wording, outcome.refusal or Refusal()))
    lines = [
        wording.say("progress.head", number=measure.number, matter=matter(measure)),
        wording.say(
            f"progress.{_key(outcome)}", percent=progress.percent, words=progress.words, lack=_lack(wording, outcome)
        ),
    ]
    if outcome.extension is not None:
        lines.append(wording.say("progress.asked_day", day=day(outcome.extension.asked)))
    if progress.eta is not None:
        lines.append(wording.say("progress.eta", day=day(progress.eta)))
    if outcome.told:
        lines.append(wording.say("progress.told", names="、".join(outcome.told)))
    if outcome.undo_until is not None:
        lines.append(wording.say("progress.undo_until", time=f"{_local(outcome.undo_until, zone):%H:%M}"))
    return LINE.join(lines)


def why_not(wording: Wording, refusal: Refusal) -> Markup:
    """The sentence of a refusal; what it is about, or why it is, may have a sentence of its own."""
    name = f"core.refusal.{type(refusal).__name__}"
    special = [f"{name}_{refusal.facts[fact]}" for fact in ("why", "what") if fact in refusal.facts]
    special += [f"{name}_who"] if refusal.facts.get("who") else []
    key = next((key for key in special if key in wording), name)
    return wording.say(key, **({"what": "", "name": "", "who": "", "number": "", "stage": ""} | refusal.facts))


def _key(outcome: Outcome) -> str:
    if outcome.result is not Result.RECORDED or outcome.progress is None:
        return str(outcome.result)
    intent = outcome.progress.intent
    if intent is Intent.PROGRESS and outcome.progress.percent is None:
        return "recorded_progress_words"
    return f"recorded_{intent}"


def _lack(wording: Wording, outcome: Outcome) -> str:
    return lack_in_words(wording, outcome.lack) if outcome.lack else ""


def lack_in_words(wording: Wording, lack: Lack) -> str:
    """照片 2 张、文件 1 份: what a measure still needs."""
    parts = ((lack.photos, "evidence.photos"), (lack.files, "evidence.files"), (lack.either, "evidence.either"))
    return "、".join(wording.word(key, count=count) for count, key in parts if count)


def _local(moment: dt.datetime, zone: str) -> dt.datetime:
    return moment.astimezone(ZoneInfo(zone))


def choose_body(wording: Wording, draft: str, words: str, candidates: Sequence[Measure]) -> MessageBody:
    """Which measure is meant: a button each."""
    rows = tuple(
        (Button(wording.word("replies.candidate", number=m.number, matter=matter(m, 16)), PickMeasure(draft, m.id)),)
        for m in candidates
    )
    return MessageBody(wording.say("replies.which", words=short(words)), rows)


def choose_evidence_body(
    wording: Wording, evidence: Evidence, album: str, candidates: Sequence[Measure]
) -> MessageBody:
    """For which measure a proof is: a button each; `album` is "chat:message" of what was sent."""
    sent = album.rpartition(":")[2]
    rows = tuple(
        (Button(wording.word("replies.candidate", number=m.number, matter=matter(m, 16)), AssignEvidence(sent, m.id)),)
        for m in candidates
    )
    return MessageBody(wording.say("evidence.which" if rows else "evidence.nowhere", name=evidence.name), rows)


def clarify_body(wording: Wording, draft: str, words: str, measure: Measure, likely: Sequence[Intent]) -> MessageBody:
    """What was meant: the likeliest readings as buttons."""
    rows = tuple(
        (Button(wording.word(f"replies.mean_{intent}"), PickMeaning(draft, measure.id, intent)),) for intent in likely
    )
    text = wording.say("replies.meaning", number=measure.number, matter=matter(measure), words=short(words))
    return MessageBody(text, rows, measures=(measure.id,))


def progress_body(wording: Wording, measure: Measure) -> MessageBody:
    """Quick answers in steps of ten percent; a sentence is just as welcome."""
    steps = [Button(f"{percent}%", Percent(measure.id, percent)) for percent in range(STEP, DONE, STEP)]
    rows = (tuple(steps[:3]), tuple(steps[3:6]), tuple(steps[6:]))
    done, stuck = wording.word("replies.done_button"), wording.word("replies.stuck_button")
    ends = (Button(done, Done(measure.id)), Button(stuck, Stuck(measure.id)))
    text = wording.say("replies.ask_progress", number=measure.number, matter=matter(measure))
    return MessageBody(text, (*rows, ends), measures=(measure.id,))


def short(words: str, length: int = 60) -> str:
    """What somebody wrote, short enough to be quoted."""
    return words if len(words) <= length else f"{words[: length - 1]}…"
