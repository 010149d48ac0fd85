"""Questions about a reply: which measure, which meaning, and the words that a button asks for."""

from collections.abc import Sequence

from bot.domain.plan.measure import Measure
from bot.domain.replies.reply import Intent
from bot.messages.body import MessageBody
from bot.messages.core.measure import matter
from bot.messages.replies.keyboards import confirm_row, meaning_rows, measure_rows, quick_rows
from bot.messages.text import cut
from bot.messages.wording import Wording

QUOTED = 60  # characters of somebody's words in a question


def which_body(wording: Wording, draft: str, words: str, candidates: Sequence[Measure]) -> MessageBody:
    """Which measure is meant: a button each."""
    text = wording.say("replies.which", words=cut(words, QUOTED))
    return MessageBody(text, measure_rows(wording, draft, candidates))


def meaning_body(wording: Wording, draft: str, words: str, measure: Measure, likely: Sequence[Intent]) -> MessageBody:
    """What was meant: the likeliest readings as buttons."""
    text = wording.say("replies.meaning", words=cut(words, QUOTED), number=measure.number, matter=matter(measure))
    return MessageBody(text, meaning_rows(wording, draft, measure, likely), measures=(measure.id,))


def progress_body(wording: Wording, measure: Measure) -> MessageBody:
    """Quick answers in steps of ten percent; a sentence is just as welcome."""
    text = wording.say("replies.ask_progress", number=measure.number, matter=matter(measure))
    return MessageBody(text, quick_rows(wording, measure), measures=(measure.id,))


def confirm_done_body(wording: Wording, measure: Measure) -> MessageBody:
    """Whether it really is done: a slip of the thumb must not hand a measure in."""
    text = wording.say("replies.ask_done", number=measure.number, matter=matter(measure))
    return MessageBody(text, (confirm_row(wording, measure),), measures=(measure.id,))


def question_body(wording: Wording, key: str, measure: Measure) -> MessageBody:
    """A question that the next message answers; `key` is that of its sentence."""
    return MessageBody(wording.say(key, number=measure.number, matter=matter(measure)), measures=(measure.id,))
