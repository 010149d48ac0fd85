"""Charts: the numbers handed to the plot, and pictures that show Chinese in grey."""

import datetime as dt
import io
import math
import warnings
from dataclasses import replace
from itertools import combinations

import pytest
from PIL import Image

from bot.documents.chart import (
    LOOKS,
    burn_down,
    days_in_words,
    departments_chart,
    draw_bars,
    draw_burn_down,
    findings_chart,
    worst_findings,
)
from bot.documents.week_picture import SMALL, WIDTH, shortened
from bot.domain.core.refusal import Unreadable
from bot.domain.plan.part import Part
from bot.services.core.request import RequestContext
from bot.services.reporting.charts import chart, past_tallies
from bot.services.status.register import open_register, register_as_of
from tests.domain.holidays import CALENDAR
from tests.reports.round import PEOPLE, TODAY


async def test_numbers_handed_to_the_plot(context: RequestContext) -> None:
    """Each finding's and department's parts, in the order of the legend."""
    async with context.look() as ledger:
        register = await open_register(ledger, "u1", TODAY, CALENDAR)
        past = await past_tallies(ledger, register, CALENDAR)
    findings, departments = findings_chart(register), departments_chart(register)
    assert findings.parts == (
        Part.CLOSED,
        Part.STANDING,
        Part.WAITING,
        Part.UNDER_WAY,
        Part.NOT_STARTED,
        Part.OVERDUE,
        Part.CANCELLED,
    )
    assert findings.counts == (
        (0, 1, 1, 0, 0, 0, 0),
        (1, 1, 0, 1, 0, 1, 0),
        (1, 0, 0, 1, 0, 1, 0),
        (0, 0, 1, 0, 1, 1, 0),
        (0, 0, 0, 0, 1, 0, 1),
    )
    assert findings.labels[3] == "4 工程资金监管宽松软"
    assert departments.labels == ("办公室", "河湖管理股", "供水管理站", "人事财务股")
    lines = burn_down(register, past)
    assert (lines.planned[0], lines.actual[0], lines.actual[-1]) == (11, 10, 9)
    assert (lines.closed[0], lines.closed[-1]) == (1, 2)


async def test_burn_down_is_what_the_pages_said(context: RequestContext) -> None:
    """At the end of each week, and today, as many are open and closed as the page of that time counts."""
    async with context.look() as ledger:
        register = await open_register(ledger, "u1", TODAY, CALENDAR)
        lines = burn_down(register, await past_tallies(ledger, register, CALENDAR))
        for day, open_, closed in zip(lines.days, lines.actual, lines.closed, strict=False):
            then = register if day == TODAY else await register_as_of(ledger, "u1", day, CALENDAR)
            counted = [then.standings[measure.id].part for measure in then.measures]
            apart = (Part.STANDING, Part.CANCELLED, Part.CLOSED)
            assert (open_, closed) == (sum(p not in apart for p in counted), counted.count(Part.CLOSED)), day


async def test_pictures_have_every_glyph(context: RequestContext) -> None:
    """No sign is missing from the packaged font: matplotlib would warn, and a warning fails."""
    async with context.look() as ledger:
        register = await open_register(ledger, "u1", TODAY, CALENDAR)
        past = await past_tallies(ledger, register, CALENDAR)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pictures = [
            draw_bars(findings_chart(register)),
            draw_bars(departments_chart(register)),
            draw_burn_down(burn_down(register, past)),
        ]
    for content in pictures:
        image = Image.open(io.BytesIO(content))
        assert image.format == "PNG"
        assert image.width >= 1000


def test_parts_differ_without_colour() -> None:
    """Printed in grey, two parts differ by hatching or clearly by brightness."""
    looks = [(_brightness(colour), hatch) for colour, hatch in LOOKS.values()]
    for place, (grey, hatch) in enumerate(looks):
        for other_grey, other_hatch in looks[place + 1 :]:
            assert hatch != other_hatch or abs(grey - other_grey) > 80


def _brightness(colour: str) -> float:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


# How eyes without one kind of cones see linear red, green and blue (Machado, Oliveira and Fernandes 2009, severity 1).
BLIND = {
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}
Triple = tuple[float, float, float]


def _linear(colour: str) -> Triple:
    """Red, green and blue as light."""
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return _light(red), _light(green), _light(blue)


def _light(value: float) -> float:
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)


def _mixed(matrix: tuple[Triple, Triple, Triple], light: Triple) -> Triple:
    first, second, third = (min(1.0, max(0.0, sum(a * b for a, b in zip(row, light, strict=True)))) for row in matrix)
    return first, second, third


def _contrast(one: str, other: str) -> float:
    """The contrast of two colours by their relative luminance (WCAG 2): 1 to 21."""
    dark, bright = sorted(
        sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), _linear(c), strict=True)) for c in (one, other)
    )
    return (bright + 0.05) / (dark + 0.05)


def _lab(light: Triple) -> Triple:
    """The place of a colour in CIE L*a*b*, where a distance of two can just be seen."""
    xyz = _mixed(((0.4339, 0.3762, 0.1899), (0.2126, 0.7152, 0.0722), (0.0177, 0.1095, 0.8728)), light)
    x, y, z = (n ** (1 / 3) if n > 0.008856 else 7.787 * n + 16 / 116 for n in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


PAIRS = [*combinations(LOOKS, 2)]


@pytest.mark.parametrize("other", [part for part in LOOKS if part is not Part.OVERDUE])
def test_what_is_late_is_darker_than_all_else(other: Part) -> None:
    """Its luminance contrasts with every other part's as text has to with its ground where it is large: 3 to 1."""
    assert _contrast(LOOKS[Part.OVERDUE][0], LOOKS[other][0]) >= 3


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_no_two_parts_share_hatching_and_luminance(one: Part, other: Part) -> None:
    """Printed in grey each pair differs by its hatching or by a contrast that a copy keeps."""
    assert LOOKS[one][1] != LOOKS[other][1] or _contrast(LOOKS[one][0], LOOKS[other][0]) >= 2


@pytest.mark.parametrize("blindness", BLIND)
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_parts_differ_to_eyes_that_see_fewer_colours(one: Part, other: Part, blindness: str) -> None:
    """Simulated, no two colours are closer than fifteen in L*a*b*, hatching apart."""
    seen = (_lab(_mixed(BLIND[blindness], _linear(LOOKS[part][0]))) for part in (one, other))
    assert math.dist(*seen) >= 15


async def test_charts_are_asked_for_in_words(context: RequestContext) -> None:
    """问题, 科室, 进度, 全部; other words are asked back; a leader's charts show what they lead."""
    assert len((await chart(context, PEOPLE["沈砚秋"])).attachments) == 2
    assert len((await chart(context, PEOPLE["陆怀远"], "全部")).attachments) == 3
    assert not (await chart(context, PEOPLE["耿小满"])).attachments
    with pytest.raises(Unreadable):
        await chart(context, PEOPLE["沈砚秋"], "饼图")


def test_letters_of_the_week_picture_can_be_read_on_a_phone() -> None:
    """On a screen of 390 pixels the smallest letters have eleven."""
    assert SMALL * 390 / WIDTH >= 11


def test_the_first_day_of_each_year_bears_it() -> None:
    """Nobody takes a day of next year for one of this year."""
    days = [dt.date(2025, 3, 20), dt.date(2025, 11, 9), dt.date(2026, 3, 8), dt.date(2026, 6, 30)]
    assert [*days_in_words(days)] == ["2025年\n3月20日", "11月9日", "2026年\n3月8日", "6月30日"]


def test_a_name_that_is_cut_says_so() -> None:
    """What stands in one line is whole, or ends with a mark, and is no wider than its room."""
    assert shortened("档案管理", SMALL, 128) == "档案管理"
    cut = shortened("第一轮6 排污许可证的核发质量不高", SMALL, 128)
    assert cut.endswith("…")
    assert "第一轮6 排污许可证的核发质量不高".startswith(cut[:-1])


def test_late_and_closed_differ_in_grey() -> None:
    """What is late is dark and what is closed is light, whatever eyes or printers make of the colours."""
    assert _brightness(LOOKS[Part.CLOSED][0]) - _brightness(LOOKS[Part.OVERDUE][0]) > 80


async def test_the_worst_findings_come_first_and_no_more_than_twelve(context: RequestContext) -> None:
    """Those with most that is late, then with most that is open; no bar adds the others up."""
    async with context.look() as ledger:
        register = await open_register(ledger, "u1", TODAY, CALENDAR)
        many = replace(register, findings=register.findings * 5)
    assert [label[0] for label in worst_findings(register).labels] == ["4", "2", "3", "1", "5"]
    assert len(worst_findings(many).labels) == 12
