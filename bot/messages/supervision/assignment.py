"""What was assigned, as those who gave it and those who are to answer it see it."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.domain.status.standing import Standing
from bot.domain.supervision.assignment import Assignment, AssignmentKind, Outcome
from bot.messages.body import LINE, Button, MessageBody
from bot.messages.core.assignment_taps import AnswerAssignment, ClearAssignment, Reassign
from bot.messages.text import day
from bot.messages.wording import Wording


def given_body(wording: Wording, assignment: Assignment, number: str, to: Sequence[str], words: str) -> MessageBody:
    """What was given to whom by when, and the way to another person or day."""
    facts = {"number": number, "names": "、".join(to), "day": day(assignment.answer_by), "words": words}
    text = wording.say(f"supervision.assignment.given_{assignment.kind}", **facts)
    return MessageBody(text, ((move_button(wording, assignment),),), measures=assignment.measures)


def move_button(wording: Wording, assignment: Assignment) -> Button:
    """改人改日."""
    return Button(wording.word("supervision.assignment.button_move"), Reassign(assignment.id))


def answer_buttons(wording: Wording, assignment: Assignment) -> tuple[Button, ...]:
    """The ways to answer."""
    if assignment.kind is AssignmentKind.CHECK:
        found = AnswerAssignment(assignment.id, Outcome.FOUND)
        clear = Button(wording.word("supervision.assignment.button_clear"), ClearAssignment(assignment.id))
        return clear, Button(wording.word("supervision.assignment.button_found"), found)
    answered = AnswerAssignment(assignment.id, Outcome.ANSWERED)
    return (Button(wording.word(f"supervision.assignment.button_{assignment.kind}"), answered),)


def assigned_body(
    wording: Wording, assignment: Assignment, number: str, words: str, standing: Standing, *, moves: bool
) -> MessageBody:
    """The card of whoever is to answer."""
    head = wording.say(f"supervision.assignment.head_{assignment.kind}", number=number, words=words)
    due = wording.say("supervision.assignment.due", day=day(assignment.answer_by))
    lines = [head, due + lateness(wording, standing)]
    rows = [answer_buttons(wording, assignment)] + ([(move_button(wording, assignment),)] if moves else [])
    return MessageBody(LINE.join(lines), tuple(rows), measures=assignment.measures)


def lateness(wording: Wording, standing: Standing) -> Markup:
    """How late it is; nothing where it is not."""
    return wording.say("supervision.assignment.late", days=standing.late) if standing.late else Markup()


def outcome_word(wording: Wording, assignment: Assignment) -> str:
    """What came of it in a word; who reads sees at once what is open."""
    return wording.word(f"supervision.assignment.outcome.{assignment.outcome or 'open'}")
