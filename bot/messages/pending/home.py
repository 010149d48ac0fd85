"""Everybody's first page: a card with at most six tiles; everything else stands behind the last one."""

import datetime as dt
from dataclasses import dataclass

from bot.domain.core.local_day import local_day
from bot.domain.people.person import Role
from bot.messages.body import GAP, LINE, Button, MessageBody, in_rows
from bot.messages.core.pending_taps import MoreTiles, RunCommand
from bot.messages.core.tap import Tap
from bot.messages.text import day
from bot.messages.wording import Wording

WIDTH = 2  # tiles a row
MOST = 6


@dataclass(frozen=True)
class Tile:
    """Something that is one tap away; `count` where it is counted."""

    name: str
    tap: Tap
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Home:
    """What a person's first page shows."""

    unit: str
    name: str
    role: Role
    tiles: tuple[Tile, ...]
    unanswered: int = 0  # what is to be answered and is late, behind the tile of what is late
    further: tuple[Tile, ...] = ()  # behind 更多


def home_body(wording: Wording, home: Home, now: dt.datetime) -> MessageBody:
    """The card, with the local moment for which it is true; a tile without anything behind it is no line."""
    role = wording.word(f"people.role.{home.role}")
    found = [
        wording.say("pending.home.line", label=wording.word(f"pending.home.label.{tile.name}"), count=tile.count)
        for tile in home.tiles
        if tile.count
    ]
    if home.unanswered:
        label = wording.word("pending.home.label.unanswered")
        found.append(wording.say("pending.home.line", label=label, count=home.unanswered))
    text = GAP.join(
        [
            wording.say("pending.home.head", unit=home.unit, name=home.name, role=role),
            LINE.join(found) if found else wording.say("pending.home.calm"),
            wording.say("pending.home.until", day=day(local_day(now.tzinfo or dt.UTC, now)), time=f"{now:%H:%M}"),
        ]
    )
    tiles = [_button(wording, tile) for tile in (*home.tiles[: MOST - 1], Tile("more", MoreTiles()))]
    return MessageBody(text, in_rows(tiles, WIDTH))


def more_body(wording: Wording, home: Home) -> MessageBody:
    """What found no room on the card, and the list of commands."""
    tiles = (*home.tiles[MOST - 1 :], *home.further, Tile("help", RunCommand("help")))
    return MessageBody(wording.say("pending.home.more"), in_rows([_button(wording, tile) for tile in tiles], WIDTH))


def _button(wording: Wording, tile: Tile) -> Button:
    label = wording.word(f"pending.home.label.{tile.name}")
    return Button(wording.word("pending.home.tile", label=label, count=tile.count) if tile.count else label, tile.tap)
