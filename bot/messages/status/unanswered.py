"""What is to be answered and is late, as blocks behind the measures of a list."""

from markupsafe import Markup

from bot.domain.status.unanswered import Unanswered
from bot.messages.text import day
from bot.messages.wording import Wording


def unanswered_row(wording: Wording, one: Unanswered) -> Markup:
    """问题2 群众监督意见逾期2天：…, with who is to answer."""
    named = one.origin or wording.word(f"status.unanswered.{one.kind}")
    number = wording.word(f"status.unanswered.of.{one.of}", number=one.number)
    facts = {"number": number, "what": named, "days": one.late, "words": one.words}
    who = "、".join(one.who) or wording.word("core.nobody")
    key = "status.unanswered.row" if one.words else "status.unanswered.row_hidden"
    return wording.say(key, day=day(one.due), who=who, **facts)
