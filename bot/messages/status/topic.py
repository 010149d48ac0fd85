"""How the answer to 完成率多少 reads, and what is offered where a question was not understood as a whole."""

from collections.abc import Mapping, Sequence

from bot.domain.plan.measure import Measure, Stage
from bot.domain.status.topic import Topic
from bot.messages.body import Button, MessageBody, Rows
from bot.messages.core.reply_taps import AskTopic
from bot.messages.core.taps import ShowCard, ShowPage
from bot.messages.pages import fits
from bot.messages.replies.keyboards import candidate
from bot.messages.text import cut
from bot.messages.wording import Wording

NAMED = 20  # characters of what a list is called on a button


def rate_body(wording: Wording, whose: str, count: int, stages: Mapping[Stage, int]) -> MessageBody:
    """How many of them are closed, in per cent of those that were not cancelled; what is standing counts apart."""
    name = whose or wording.word("status.topic.rate_all")
    cancelled, standing, closed = (stages[one] for one in (Stage.CANCELLED, Stage.STANDING, Stage.CLOSED))
    of = count - cancelled
    if not of:
        return MessageBody(wording.say("status.topic.rate_none", whose=name))
    apart = {
        "standing": wording.word("status.topic.rate_standing", count=standing) if standing else "",
        "cancelled": wording.word("status.topic.rate_cancelled", count=cancelled) if cancelled else "",
    }
    return MessageBody(
        wording.say("status.topic.rate", whose=name, measures=of, closed=closed, percent=100 * closed // of, **apart)
    )


def offered_body(
    wording: Wording, topic: Topic | None, number: str, listed: tuple[str, str], measures: Sequence[Measure]
) -> MessageBody:
    """The topic, the list of what is named and the measures that hold the words, one a row."""
    rows: list[tuple[Button, ...]] = []
    if topic and topic is not Topic.FIGURES:
        rows.append((Button(wording.word(f"status.topic.{topic}", number=number), AskTopic(topic)),))
    name, code = listed
    if code and fits(code):
        rows.append((Button(cut(name, NAMED), ShowPage(code, 1)),))
    rows += [(Button(candidate(wording, one), ShowCard(one.id)),) for one in measures]
    shown: Rows = tuple(rows)
    return MessageBody(wording.say("status.topic.offered"), shown)
