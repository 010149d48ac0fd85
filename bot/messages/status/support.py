"""The shares of supporting bodies (配合事项): counted, as a line below their measure, and on its card."""

from collections.abc import Iterable

from markupsafe import Markup

from bot.domain.status.support import SupportRow
from bot.domain.supervision.followed import Count
from bot.messages.supervision.assignment import outcome_word
from bot.messages.text import day
from bot.messages.wording import Wording


def lent_words(wording: Wording, lent: Count) -> str:
    """配合事项未答复2项（逾期1项）, or "" where nothing is waited for."""
    if not lent.open:
        return ""
    return wording.word("status.lent_late" if lent.late else "status.lent", count=lent.open, late=lent.late)


def lent_line(wording: Wording, lent: Count) -> Iterable[Markup]:
    """另有配合事项8项（不计入措施）：未答复4项，其中逾期1项, where there are any."""
    if lent.all:
        yield wording.say("status.lent_line", all=lent.all, open=lent.open, late=lent.late)


def lent_alone(wording: Wording, lent: Count) -> Markup:
    """The same of a body that answers for no measure."""
    return wording.say("status.lent_alone", words=lent_words(wording, lent) or wording.word("status.lent_none"))


def lent_beside(wording: Wording, lent: Count) -> Markup:
    """The same behind the counts of measures."""
    words = lent_words(wording, lent)
    return wording.say("status.lent_beside", words=words) if words else Markup("")


def support_line(wording: Wording, row: SupportRow) -> Markup:
    """A late share of a supporting body below its measure: 🔴 配合：水环境股逾期3天（提供清单）."""
    facts = {"body": row.share.about, "words": row.share.words, "days": row.late}
    return wording.say("status.support_late_hidden" if row.redacted else "status.support_late", **facts)


def support_row(wording: Wording, row: SupportRow) -> Markup:
    """A late share on a measure that is not late itself, as a block of a list."""
    facts = {"number": row.number, "line": support_line(wording, row), "day": day(row.share.answer_by)}
    key = "status.support_row_hidden" if row.redacted else "status.support_row"
    return wording.say(key, names="、".join(row.to) or wording.word("core.nobody"), **facts)


def support_on_card(wording: Wording, row: SupportRow) -> Markup:
    """What a supporting body is to do by a day of its own, and how that stands."""
    one, late = row.share, row.late
    state = wording.word("status.card_support_late", days=late) if late else outcome_word(wording, one)
    return wording.say(
        "status.card_support_share", body=one.about, words=one.words, day=day(one.answer_by), state=state
    )
