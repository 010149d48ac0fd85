"""The way of a paper out of the house: drafted, put right by the office, compared, approved by the secretary, filed."""

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.domain.plan.deadline import OPTIONAL

BLOCKING = frozenset({"tables", "pictures", "left_text_box", "left_note"})  # the clean copy would lack them
UNFILLED = re.compile(r"（由[^（）]{1,12}填写）")


class Released(StrEnum):
    """What may leave the house; the names of their words in the wording."""

    NOTICE = "notice"  # 社会公开稿
    MONTHLY = "monthly"  # 整改进展情况报告


class ReleaseState(StrEnum):
    """How far it has come."""

    DRAFTED = "drafted"
    CHECKED = "checked"  # the office's Word came back and was compared
    ASKED = "asked"  # waits for the secretary
    RETURNED = "returned"
    APPROVED = "approved"


class FactKind(StrEnum):
    """What a fact of a paper is; the names of its words in the wording."""

    FIGURE = "figure"
    DAY = "day"
    NAME = "name"
    FINDING = "finding"
    STATE = "state"  # 已销号, 尚未完成: what a reader takes for done
    WORDS = "words"  # text without any of these
    PRIVATE = "private"  # what a person must look at before it goes out


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One fact that the edited paper has otherwise: `was` is "" where it was added, `now` where it was dropped."""

    kind: FactKind
    place: str
    was: str = ""
    now: str = ""
    about: str = field(default="", metadata=OPTIONAL)  # of what is private: its kind


@dataclass(frozen=True, kw_only=True)
class Release:
    """One paper on its way; `text` are the paragraphs of its draft, `edited` those that came back."""

    id: str
    unit: str
    plan: str
    kind: Released
    year: int
    number: int
    by: str
    at: dt.datetime
    text: tuple[str, ...]
    period: str = field(default="", metadata=OPTIONAL)  # as it was asked for
    state: ReleaseState = ReleaseState.DRAFTED
    version: int = 0  # how many times a Word came back
    edited: tuple[str, ...] = field(default=(), metadata=OPTIONAL)
    edited_by: str = field(default="", metadata=OPTIONAL)
    edited_at: dt.datetime | None = field(default=None, metadata=OPTIONAL)
    sent: str = field(default="", metadata=OPTIONAL)  # SHA-256 of the Word that came back
    final: str = field(default="", metadata=OPTIONAL)  # SHA-256 of the clean copy made of it
    differences: tuple[Difference, ...] = field(default=(), metadata=OPTIONAL)
    left: tuple[tuple[str, str], ...] = field(default=(), metadata=OPTIONAL)  # what of the Word it lacks
    asked_by: str = field(default="", metadata=OPTIONAL)
    asked_at: dt.datetime | None = field(default=None, metadata=OPTIONAL)
    decided_by: str = field(default="", metadata=OPTIONAL)
    decided_at: dt.datetime | None = field(default=None, metadata=OPTIONAL)
    reason: str = field(default="", metadata=OPTIONAL)  # why it was returned

    @property
    def is_open(self) -> bool:
        """True until it is filed."""
        return self.state is not ReleaseState.APPROVED

    @property
    def files(self) -> tuple[str, ...]:
        """The SHA-256 of each file that has to be kept."""
        return tuple(digest for digest in (self.sent, self.final) if digest)

    @property
    def changed(self) -> tuple[Difference, ...]:
        """The facts that were changed, dropped or added."""
        return tuple(one for one in self.differences if one.kind not in {FactKind.WORDS, FactKind.PRIVATE})

    def came_back(self, **fields: object) -> "Release":
        """With the Word that came back: what was asked or decided of an earlier one does not hold for it."""
        fresh = replace(self, asked_by="", asked_at=None, decided_by="", decided_at=None, reason="")
        return replace(fresh, state=ReleaseState.CHECKED, version=self.version + 1, **fields)  # type: ignore[arg-type]
