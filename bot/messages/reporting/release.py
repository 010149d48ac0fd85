"""The card of a paper on its way out: what it says otherwise than its draft, what to look at, and what to do next."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from bot.domain.reporting.release import BLOCKING, Difference, FactKind, Release, ReleaseState
from bot.messages.body import LINE, Attachment, Button, MessageBody, Rows
from bot.messages.core.release_taps import (
    ApproveRelease,
    AskRelease,
    ChooseRelease,
    FinalCopy,
    NoRelease,
    ReturnRelease,
    WithdrawRelease,
)
from bot.messages.text import day as day_words
from bot.messages.wording import Wording

SHOWN = 8  # differences on a card; all of them stand in the file
COUNTED = ("tracked", "comments", "tables", "pictures")
MOVED = 5  # facts on a card that the ledger has otherwise by now; all of them stand in the file
SHORT = 24  # signs of words that are quoted on a card
HASH = 16  # signs of a hash that are read out; the whole one stands in the journal


@dataclass(frozen=True)
class ReleaseView:
    """A paper as its reader sees it: of which round, who did what, and what he may do about it."""

    release: Release
    of_round: str = ""
    asker: str = ""
    decider: str = ""
    day: dt.date | None = None  # when it was asked for, or decided
    asks: bool = False
    decides: bool = False
    moved: tuple[Difference, ...] = ()  # facts that stand otherwise in the ledger since it was drawn up
    seen: str = ""  # by which its buttons know them
    files: tuple[Attachment, ...] = ()


def titled(wording: Wording, release: Release, of_round: str = "") -> str:
    """公开稿2025年第3稿（第一轮）."""
    kind = wording.word(f"reporting.release.kind_{release.kind}")
    title = wording.word("reporting.release.title", kind=kind, year=release.year, number=release.number)
    return f"{title}（{of_round}）" if of_round else title


def release_body(wording: Wording, view: ReleaseView) -> MessageBody:
    """The card at every state."""
    release = view.release
    title = titled(wording, release, view.of_round)
    head = wording.say(f"reporting.release.head_{release.state}", title=title, version=release.version, **_who(view))
    lines = [head]
    if release.state in {ReleaseState.CHECKED, ReleaseState.ASKED}:
        lines += compared_lines(wording, release)
        lines += moved_lines(wording, view.moved)
    elif release.state is ReleaseState.RETURNED:
        lines.append(wording.say("reporting.release.reason", words=release.reason))
    elif release.state is ReleaseState.APPROVED:
        lines.append(wording.say("reporting.release.hash", hash=escape(release.final)))
    if release.state is ReleaseState.CHECKED:
        blocked = any(what in BLOCKING for what, _ in release.left)
        lines.append(wording.say(f"reporting.release.next_{'blocked' if blocked else 'ask'}"))
    if release.state is ReleaseState.ASKED and view.decides:
        lines.append(wording.say("reporting.release.next_decide"))
    return MessageBody(LINE.join(lines), release_rows(wording, view), attachments=view.files)


def _who(view: ReleaseView) -> dict[str, str]:
    return {"asker": view.asker, "decider": view.decider, "day": day_words(view.day) if view.day else ""}


def release_rows(wording: Wording, view: ReleaseView) -> Rows:
    """What its reader may do at its state."""
    release = view.release
    about = (release.id, release.version)
    blocked = any(what in BLOCKING for what, _ in release.left)
    row: tuple[Button, ...] = ()
    if release.state is ReleaseState.CHECKED and view.asks and not blocked:
        row = (Button(wording.word("reporting.release.button_ask"), AskRelease(*about, view.seen)),)
    elif release.state is ReleaseState.ASKED and view.decides:
        row = (
            Button(wording.word("reporting.release.button_approve"), ApproveRelease(*about, view.seen)),
            Button(wording.word("reporting.release.button_return"), ReturnRelease(*about)),
        )
    elif release.state is ReleaseState.ASKED and view.asks:
        row = (Button(wording.word("reporting.release.button_withdraw"), WithdrawRelease(*about)),)
    elif release.state is ReleaseState.APPROVED:
        row = (Button(wording.word("reporting.release.button_final"), FinalCopy(release.id)),)
    return (row,) if row else ()


def compared_lines(wording: Wording, release: Release) -> list[Markup]:
    """The differences in plain words, the first of them one by one; what must be looked at; what is left behind."""
    changed = release.changed
    words = sum(one.kind is FactKind.WORDS for one in release.differences)
    key = "differences" if changed else "only_words" if words else "no_difference"
    lines = [wording.say(f"reporting.release.{key}", count=len(changed), words=words)]
    lines += [
        wording.say("reporting.release.line", n=n, said=difference_words(wording, one))
        for n, one in enumerate(changed[:SHOWN], 1)
    ]
    if len(changed) > SHOWN:
        lines.append(wording.say("reporting.release.more", count=len(changed) - SHOWN))
    if changed and words:
        lines.append(wording.say("reporting.release.words_too", count=words))
    private = [one for one in release.differences if one.kind is FactKind.PRIVATE]
    if private:
        lines.append(wording.say("reporting.release.private", found=private_words(wording, private)))
    return [*lines, *_left(wording, release.left)]


def moved_lines(wording: Wording, moved: Sequence[Difference]) -> list[Markup]:
    """What the ledger says otherwise by now than when the paper was drawn up, the first of it one by one."""
    if not moved:
        return []
    lines = [wording.say("reporting.release.since", count=len(moved))]
    lines += [
        wording.say("reporting.release.line", n=n, said=difference_words(wording, one))
        for n, one in enumerate(moved[:MOVED], 1)
    ]
    return [*lines, wording.say("reporting.release.since_next", count=len(moved))]


def difference_words(wording: Wording, one: Difference) -> str:
    """问题（三），第1段 数字：立案12起 → 立案21起."""
    if one.kind is FactKind.PRIVATE:
        return f"{one.place} {wording.word(f'reporting.release.private_{one.about}')}"
    what = "changed" if one.was and one.now else "dropped" if one.was else "added"
    key = f"reporting.release.{one.about or what}" if one.about == "moved" else f"reporting.release.{what}"
    kind = wording.word(f"reporting.release.fact_{one.kind}")
    return wording.word(key, place=one.place, kind=kind, was=one.was, now=one.now)


def private_words(wording: Wording, found: Iterable[Difference]) -> str:
    """身份证号1处（问题（三），第1段）: by kinds, with the places; the words themselves stand in the file alone."""
    places: dict[str, list[str]] = {}
    for one in found:
        places.setdefault(one.about, []).append(one.place)
    return "；".join(
        wording.word(
            "reporting.release.private_row",
            kind=wording.word(f"reporting.release.private_{kind}"),
            count=len(where),
            places="、".join(dict.fromkeys(where)),
        )
        for kind, where in places.items()
    )


def _left(wording: Wording, left: Sequence[tuple[str, str]]) -> list[Markup]:
    lines = [wording.say(f"reporting.release.left_{what}", count=count) for what, count in left if what in COUNTED]
    quoted = Counter(what for what, _ in left if what not in COUNTED)
    for what, count in quoted.items():
        words = "、".join(f"“{one[:SHORT]}”" for name, one in left if name == what)
        name = what.removeprefix("left_")
        lines.append(wording.say(f"reporting.release.left_{name}", count=count, words=words))
    return lines


def which_body(wording: Wording, sent: str, name: str, papers: Sequence[tuple[Release, str]]) -> MessageBody:
    """Which paper a Word without a mark is."""
    rows = [(Button(titled(wording, one, of_round), ChooseRelease(one.id, sent)),) for one, of_round in papers]
    rows.append((Button(wording.word("reporting.release.button_none"), NoRelease(sent)),))
    return MessageBody(wording.say("reporting.release.which", name=name), tuple(rows))
