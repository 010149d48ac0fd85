"""减少和任免 in words, the same in chat and on paper."""

from collections.abc import Callable

from bot.domain.reporting.reductions import Reduction
from bot.messages.text import cut, short_day

WORDS = 24  # characters of a deadline as it is written


def reduced(word: Callable[..., str], one: Reduction) -> str:
    """免 某某 责任领导（某某）, in the office's own words or in those of documents."""
    return word(
        f"reporting.digest.reduced_{one.kind}",
        what=one.what,
        role=word(f"people.role.{one.role}") if one.role else "",
        by=one.by or word("people.proposal.command_line"),
        old=short_day(one.old) if one.old else "",
        new=short_day(one.new) if one.new else "",
        words=cut(one.words, WORDS) or word("core.nobody_reached"),
    )
