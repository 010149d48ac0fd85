"""Questions about a reply: which measure, which meaning, and the words that a button asks for."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.domain.plan.measure import Measure
from bot.domain.progress.progress import Progress
from bot.domain.replies.reply import Doubt, Intent, ReplyReading
from bot.messages.body import LINE, Button, MessageBody
from bot.messages.core.measure import matter
from bot.messages.core.taps import PickMeaning
from bot.messages.progress.keyboards import undone_rows
from bot.messages.replies.keyboards import confirm_row, likely_rows, meaning_rows, measure_rows, others_rows, quick_rows
from bot.messages.text import cut
from bot.messages.wording import Wording

QUOTED = 60  # characters of somebody's words in a question


def which_body(wording: Wording, draft: str, words: str, candidates: Sequence[Measure]) -> MessageBody:
    """Which measure is meant: a button each."""
    text = wording.say("replies.which", words=cut(words, QUOTED))
    return MessageBody(text, measure_rows(wording, draft, candidates))


def likely_body(wording: Wording, likely: Sequence[tuple[str, str]], *, reports: bool) -> MessageBody:
    """Nothing was registered; what somebody of the role asks most, each a button."""
    key = "replies.chatter" if reports else "replies.not_understood"
    return MessageBody(wording.say(key), likely_rows(wording, likely))


OFFERED = {
    Doubt.DONE_MORE: (Intent.DONE, Intent.PROGRESS),
    Doubt.HANDOVER: (Intent.HANDOVER, Intent.BLOCKED, Intent.NOTE),
    Doubt.MERGE: (Intent.MERGE, Intent.NOTE),
    Doubt.NUMBERS: (Intent.PROGRESS, Intent.NOTE, Intent.BLOCKED),
    Doubt.RETRACT: (Intent.NOTE,),
}
LIKELY = (Intent.PROGRESS, Intent.NOTE, Intent.BLOCKED)


def meaning_body(
    wording: Wording,
    draft: str,
    words: str,
    measure: Measure,
    reading: ReplyReading,
    *,
    before: Intent | None = None,
) -> MessageBody:
    """What was meant: what a doubt leaves open, or the likeliest readings, as buttons; nothing is recorded yet.

    What the person meant `before` by the same wording stands first.
    """
    doubt = reading.doubt or Doubt.UNCLEAR
    offered = tuple(sorted(OFFERED.get(doubt) or reading.likely or LIKELY, key=lambda intent: intent is not before))
    key = f"replies.doubt_{doubt}" if doubt in OFFERED else "replies.meaning"
    aside = "、".join(f"“{one}”" for one in reading.aside)
    facts = {"words": cut(words, QUOTED), "number": measure.number, "matter": matter(measure), "taker": reading.taker}
    text = wording.say(key, **facts)
    if aside and doubt is Doubt.NUMBERS:
        text = LINE.join([text, wording.say("replies.aside", words=aside)])
    return MessageBody(text, meaning_rows(wording, draft, measure, offered, doubt), measures=(measure.id,))


def pass_on_body(wording: Wording, draft: str, words: str, measure: Measure) -> MessageBody:
    """Unclear words of somebody who does not report the measure may only be passed on, by a button."""
    text = wording.say("replies.pass_on", words=cut(words, QUOTED), number=measure.number, matter=matter(measure))
    tap = PickMeaning(draft, measure.id, Intent.NOTE)
    return MessageBody(text, ((Button(wording.word("replies.pass_on_button"), tap),),), measures=(measure.id,))


def with_asides(
    wording: Wording, body: MessageBody, readings: Sequence[ReplyReading], days: Iterable[str]
) -> MessageBody:
    """What was recorded, with what of the words and which `days` were left aside; a kind word for complaints.

    Words that change nothing of what is sent to whom have beside them what would.
    """
    lines = []
    flags = {flag for reading in readings for flag in reading.flags}
    if "complaint" in flags:
        lines.append(wording.say("replies.sorry"))
    lines.append(body.text)
    asides = dict.fromkeys(one for reading in readings for one in reading.aside)
    if asides:
        lines.append(wording.say("replies.aside", words="、".join(f"“{one}”" for one in asides)))
    lines += [wording.say(f"replies.flag_{flag}") for flag in ("away", "remind") if flag in flags]
    lines += [wording.say("replies.day_aside", words=one) for one in dict.fromkeys(days)]
    return body if len(lines) == 1 else replace(body, text=LINE.join(lines))


def others_body(
    wording: Wording,
    draft: str,
    words: str,
    reading: ReplyReading | None,
    *,
    others: Sequence[Measure],
    near: Sequence[Measure],
) -> MessageBody:
    """Of which measures beside those left out it is said; their numbers are asked for where nobody can offer them."""
    if reading is None:
        return MessageBody(wording.say("replies.except", words=cut(words, QUOTED)))
    numbers = "、".join(one.number for one in others)
    text = wording.say("replies.except_which", words=cut(words, QUOTED), numbers=numbers)
    return MessageBody(text, others_rows(wording, draft, reading.intent, others, near))


def retract_body(wording: Wording, words: str, said: Sequence[tuple[Progress, Measure]]) -> MessageBody:
    """What was said last, each with its button to take it back; nothing has been taken back yet."""
    if not said:
        return MessageBody(wording.say("replies.nothing_to_undo", words=cut(words, QUOTED)))
    lines = [wording.say("replies.doubt_retract", words=cut(words, QUOTED))]
    lines += [
        wording.say("replies.last_said", number=measure.number, words=cut(progress.words, QUOTED))
        for progress, measure in said
    ]
    measures = tuple(measure.id for _, measure in said)
    return MessageBody(LINE.join(lines), undone_rows(wording, said), measures=measures)


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
