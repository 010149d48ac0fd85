"""Lines on one screen of a phone: each as full as there is room for, what is short side by side."""

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


@dataclass(frozen=True)
class Line:
    """One thing that the page tells, in forms from the fullest to the shortest; `own` where it stands alone."""

    forms: tuple[Markup, ...]
    own: bool = False

    @classmethod
    def of(cls, *forms: Markup, own: bool = False) -> "Line":
        """From forms of which some may be alike."""
        return cls(tuple(dict.fromkeys(form.rstrip() for form in forms)), own)


def width(line: Markup) -> float:
    """Characters of a phone's row that a line takes."""
    return sum(0.5 if ord(sign) < LATIN else 1 for sign in plain(line))


def fits(lines: Sequence[Markup], longest: float = LONGEST) -> bool:
    """True where they stand on one screen and none is too long to be read at a glance."""
    widths = [width(line) for line in lines]
    return len(lines) <= LINES and max(widths, default=0) <= longest and sum(map(_rows, widths)) <= ROWS


def _rows(wide: float) -> int:
    return max(1, ceil(wide / ROW))


def laid_out(told: Sequence[Line], together: int = LINES) -> tuple[list[Markup], bool]:
    """All that is told, each as full as the screen has room for, the first first; and whether it fits at all.

    At most so many things stand `together` in one line.
    """
    shown = [len(one.forms) - 1 for one in told]
    # A line that cannot be told shorter costs no other its words.
    longest = max([LONGEST, *(width(one.forms[-1]) for one in told)])
    for place, one in enumerate(told):
        for form in range(len(one.forms) - 1):
            tried = [*shown[:place], form, *shown[place + 1 :]]
            if fits(_packed(told, tried, together), longest):
                shown = tried
                break
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
