"""Lines on one screen of a phone: each as full as there is room for, what is short side by side."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup

from bot.messages.body import plain

LINES = 12
ROW, ROWS = 20, 32  # characters of a phone's row, and rows of its screen
SHORT, LONGEST = 3 * ROW, 4 * ROW  # of a line in which several things stand, and of any line
LATIN = 0x2000  # signs before it take half the room
BETWEEN = Markup("；")
MINUTE = 310  # syllables, as news is read
SAID = re.compile(r"[▲▼]\d+|(\d+)|[\u4e00-\u9fff→A-Za-z]")  # 3→2▼1 is read 三到二
FIGURE = 3  # digits up to which a number is read with its places; a year is read digit by digit


@dataclass(frozen=True)
class Line:
    """One thing that the page tells, in forms from the fullest to the shortest; `own` where it stands alone.

    A `mark` is compared and not read aloud.
    """

    forms: tuple[Markup, ...]
    own: bool = False
    mark: bool = False

    @classmethod
    def of(cls, *forms: Markup, own: bool = False, mark: bool = False) -> "Line":
        """From forms of which some may be alike."""
        return cls(tuple(dict.fromkeys(form.rstrip() for form in forms)), own, mark)


def width(line: Markup) -> float:
    """Characters of a phone's row that a line takes."""
    return sum(0.5 if ord(sign) < LATIN else 1 for sign in plain(line))


def fits(lines: Sequence[Markup], longest: float = LONGEST) -> bool:
    """True where they stand on one screen and none is too long to be read at a glance."""
    widths = [width(line) for line in lines]
    return len(lines) <= LINES and max(widths, default=0) <= longest and sum(map(_rows, widths)) <= ROWS


def spoken(line: Markup) -> int:
    """Syllables of a line that is read aloud: 23 is three (二十三), 6月9日 four."""
    return sum(_figure(said[1]) if said[1] else said[0][0] not in "▲▼" for said in SAID.finditer(plain(line)))


def _figure(digits: str) -> int:
    """Syllables of a figure: its digits and the places between them; 10 is 十, and no zero is read at the end."""
    if len(digits) > FIGURE:
        return len(digits)
    heard = digits.rstrip("0") or "0"
    return len(heard) + len(digits) - 1 - (len(digits) == len("10") and digits[0] == "1")


def _rows(wide: float) -> int:
    return max(1, ceil(wide / ROW))


def laid_out(told: Sequence[Line], together: int = LINES, *, aloud: int | None = None) -> tuple[list[Markup], bool]:
    """All that is told, each as full as there is room for; and whether the shortest forms of all fit on the screen.

    At most so many things stand `together` in one line. What stands first is told in full first; where the whole is to
    be read `aloud` in so many syllables, each is told one form fuller before any is two, those that stand alone first,
    and of these what costs the fewest.
    """
    shown = [len(one.forms) - 1 for one in told]
    # A line that cannot be told shorter costs no other its words.
    longest = max([LONGEST, *(width(one.forms[-1]) for one in told)])

    def with_form(place: int, form: int) -> list[int] | None:
        """The forms with that one, where there is room for it."""
        tried = [*shown[:place], form, *shown[place + 1 :]]
        return tried if fits(_packed(told, tried, together), longest) else None

    if aloud is None:
        for place, one in enumerate(told):
            tries = (with_form(place, form) for form in range(len(one.forms) - 1))
            shown = next(filter(None, tries), shown)
    else:
        left = aloud - sum(spoken(one.forms[-1]) for one in told if not one.mark)
        while steps := [
            (shown[place] < len(one.forms) - 1, not one.own, cost, place, form)
            for place, one in enumerate(told)
            for form in range(shown[place])
            if (cost := spoken(one.forms[form]) - spoken(one.forms[shown[place]])) <= left and with_form(place, form)
        ]:
            *_, cost, place, form = min(steps)
            left -= cost
            shown[place] = form
    lines = _packed(told, shown, together)
    return lines, fits(lines, longest)


def _packed(told: Sequence[Line], shown: Sequence[int], together: int) -> list[Markup]:
    """The lines with those forms: things that may stand beside others do, as long as the line stays short."""
    lines: list[Markup] = []
    held = 0  # things in the last line, none where it stands alone
    for one, form in zip(told, shown, strict=True):
        words = one.forms[form]
        if 0 < held < together and not one.own and width(joined := lines[-1] + BETWEEN + words) <= SHORT:
            lines[-1], held = joined, held + 1
        else:
            lines.append(words)
            held = 0 if one.own else 1
    return lines
