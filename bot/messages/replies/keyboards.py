"""Buttons below questions about a reply."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.plan.measure import Measure
from bot.domain.replies.reply import Doubt, Intent
from bot.messages.body import GAP, LINE, Button, MessageBody, Rows, in_rows
from bot.messages.core.measure import matter
from bot.messages.core.reply_taps import ReadyAnswer
from bot.messages.core.taps import (
    AskExtension,
    ConfirmDone,
    Done,
    Percent,
    PickMeaning,
    PickMeasure,
    PickOthers,
    ShowPage,
    Stuck,
)
from bot.messages.text import cut
from bot.messages.wording import Wording

ROOM = 20  # characters of an answer on a button
NAMING = 16  # characters of a measure's text on a button
STEP = 10  # percent between two quick buttons
WHOLE = 100
FEW = 5  # numbers that a button names


def ready_answers(wording: Wording, kind: str) -> tuple[str, ...]:
    """The sentences that lie ready as answers to a kind of question; none where one has to write."""
    found: list[str] = []
    while (key := f"replies.ready.{kind}_{len(found)}") in wording:
        found.append(wording.word(key))
    return tuple(found)


def ready_rows(answers: Sequence[str], asked: int) -> Rows:
    """A button for each answer that lies ready, one in a row."""
    return tuple((Button(cut(words, ROOM), ReadyAnswer(asked, place)),) for place, words in enumerate(answers))


def with_ready(wording: Wording, body: MessageBody, answers: Sequence[str], asked: int) -> MessageBody:
    """A question with the answers that lie ready below it; those that no button has room for stand in it as a whole."""
    whole = [wording.say("replies.ready_whole", words=words) for words in answers if len(words) > ROOM]
    text = GAP.join([body.text, LINE.join(whole)]) if whole else body.text
    return replace(body, text=text, buttons=(*body.buttons, *ready_rows(answers, asked)))


def candidate(wording: Wording, measure: Measure) -> str:
    """A measure to choose, as a button names it."""
    return wording.word("replies.candidate", number=measure.number, matter=matter(measure, NAMING))


def measure_rows(wording: Wording, draft: str, candidates: Sequence[Measure]) -> Rows:
    """The measures that may be meant, one in a row."""
    return tuple((Button(candidate(wording, measure), PickMeasure(draft, measure.id)),) for measure in candidates)


def likely_rows(wording: Wording, likely: Sequence[tuple[str, str]]) -> Rows:
    """Questions that are asked most, one in a row."""
    return tuple((Button(wording.word(f"replies.likely_{name}"), ShowPage(code, 1)),) for name, code in likely)


def meaning_rows(
    wording: Wording, draft: str, measure: Measure, likely: Sequence[Intent], doubt: Doubt = Doubt.UNCLEAR
) -> Rows:
    """The meanings that are likely, one in a row; 报完成 and 只是进展 side by side."""
    if doubt is Doubt.DONE_MORE:
        names = [f"replies.only_{intent}" for intent in likely]
        pairs = zip(names, likely, strict=True)
        return (tuple(Button(wording.word(name), PickMeaning(draft, measure.id, intent)) for name, intent in pairs),)
    return tuple(
        (Button(wording.word(f"replies.mean_{intent}"), PickMeaning(draft, measure.id, intent)),) for intent in likely
    )


def others_rows(wording: Wording, draft: str, done: Intent, others: Sequence[Measure], near: Sequence[Measure]) -> Rows:
    """All measures but those left out: those of the same finding, and all that there are."""
    scopes = [(others, "")]
    if len({one.finding for one in near}) == 1 and len(near) < len(others):
        scopes.insert(0, (near, near[0].finding))
    key = "done" if done is Intent.DONE else "said"
    labels = [wording.word(f"replies.others_{key}", count=len(scope), numbers=_few(scope)) for scope, _ in scopes]
    return tuple((Button(label, PickOthers(draft, where)),) for label, (_, where) in zip(labels, scopes, strict=True))


def _few(measures: Sequence[Measure]) -> str:
    numbers = "、".join(one.number for one in measures[:FEW])
    return f"{numbers}…" if len(measures) > FEW else numbers


def quick_rows(wording: Wording, measure: Measure) -> Rows:
    """10% to 90%, 已完成, 有困难, 申请延期."""
    steps = [Button(f"{percent}%", Percent(measure.id, percent)) for percent in range(STEP, WHOLE, STEP)]
    done = Button(wording.word("replies.done_button"), Done(measure.id))
    stuck = Button(wording.word("replies.stuck_button"), Stuck(measure.id))
    later = Button(wording.word("replies.extend_button"), AskExtension(measure.id))
    return (*in_rows(steps, 3), (done, stuck, later))


def confirm_row(wording: Wording, measure: Measure) -> tuple[Button, ...]:
    """是，已完成."""
    return (Button(wording.word("replies.confirm_done"), ConfirmDone(measure.id)),)
