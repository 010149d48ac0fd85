"""The card of a request for more time, and what the one who decides is answered."""

from dataclasses import dataclass

from bot.domain.extensions.extension import Extension, ExtensionState
from bot.domain.plan.measure import Measure
from bot.messages.body import LINE, MessageBody
from bot.messages.core.measure import MeasureSummary, Quote, due_line, headline, quoted
from bot.messages.extensions.keyboards import decision_rows
from bot.messages.text import day
from bot.messages.wording import Wording

ANSWERS = {ExtensionState.GRANTED: "extensions.given", ExtensionState.REFUSED: "extensions.denied"}


@dataclass(frozen=True)
class ExtensionCard:
    """A request that waits for somebody's word: what was asked, and who agreed before."""

    summary: MeasureSummary
    extension: Extension
    asked: Quote
    agreed: tuple[Quote, ...]


def extension_body(wording: Wording, card: ExtensionCard) -> MessageBody:
    """同意延期 · 不同意 · 看历史."""
    extension, asked = card.extension, card.asked
    step = wording.word(f"extensions.step.{extension.step}")
    was = day(extension.was) if extension.was else wording.word("core.due.none")
    lines = [
        headline(wording, "extensions.head", card.summary, step=step),
        due_line(wording, card.summary),
        wording.say("extensions.asked", who=asked.who, day=day(asked.day), was=was, asked=day(extension.asked)),
    ]
    if extension.late:
        lines.append(wording.say("extensions.late"))
    lines.append(wording.say("extensions.why", words=asked.words))
    lines += [quoted(wording, "extensions.agreed", quote) for quote in card.agreed]
    return MessageBody(LINE.join(lines), decision_rows(wording, extension), measures=(card.summary.id,))


def answered_body(wording: Wording, extension: Extension, measure: Measure) -> MessageBody:
    """Granted, refused, or passed on to the next step."""
    key = ANSWERS.get(extension.state, "extensions.forwarded")
    step = wording.word(f"people.role.{extension.step}")
    text = wording.say(key, number=measure.number, day=day(extension.asked), step=step)
    return MessageBody(text, measures=(measure.id,))
