"""The sums of digest, status, charts, Word documents and workbooks are the same, over any ledger."""

import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from bot.documents.chart import burn_days, burn_down, departments_chart, findings_chart
from bot.documents.word.monthly import progress_report
from bot.documents.word.notice import public_notice
from bot.documents.word.weekly import ANCHOR, ROOM, _height, weekly_brief
from bot.documents.workbook.ledger import ledger_book
from bot.documents.workbook.statistics import statistics_book
from bot.domain.meetings.count import Counted
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.part import Part
from bot.domain.plan.plan import Finding
from bot.domain.reporting.digest import Changes, Digest, Gaps, SilentPerson, overdue_rows
from bot.domain.reporting.happening import Happening
from bot.domain.status.register import Register, build_register
from bot.domain.supervision.followed import Count, Followed, Handed
from bot.messages.reporting.digest import digest_body
from bot.messages.reporting.week_lines import fits
from bot.messages.status.view import counts
from bot.messages.wording import load_wording, official
from tests.domain.holidays import CALENDAR
from tests.reports.round import PEOPLE, PLAN, TODAY, UNIT

NOW = dt.datetime(2025, 6, 9, 8, 0, tzinfo=dt.UTC)
WORDS = {official(f"status.part.{part}"): part for part in Part}
WORDING = load_wording()


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Up to forty findings with up to four measures each, at any stage, with any deadline."""
    measures = []
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=40))
    for finding, size in enumerate(sizes, 1):
        for place in range(1, size + 1):
            day = draw(st.none() | st.dates(dt.date(2025, 3, 1), dt.date(2026, 3, 1)))
            kind = DeadlineKind.BY_DATE if day else draw(st.sampled_from([k for k in DeadlineKind if k != "by_date"]))
            measures.append(
                Measure(
                    id=f"u1/A/{finding}-{place}",
                    unit="u1",
                    plan="u1/A",
                    finding=f"u1/A/{finding}",
                    number=f"{finding}-{place}",
                    text="逐项清理并建立台账",
                    leaders=tuple(draw(st.sets(st.sampled_from(["u1/p1", "u1/p2"]), max_size=2))),
                    departments=tuple(draw(st.lists(st.sampled_from(["甲股", "乙股"]), unique=True, max_size=2))),
                    deadline=Deadline(kind, "", day, day),
                    stage=draw(st.sampled_from(Stage)),
                )
            )
    findings = [
        Finding(id=f"u1/A/{n}", unit="u1", plan="u1/A", number=str(n), text="台账不清")
        for n in range(1, len(sizes) + 1)
    ]
    return build_register(
        UNIT, TODAY, calendar=CALENDAR, plans=[PLAN], findings=findings, measures=measures, people=PEOPLE.values()
    )


def page(register: Register) -> Digest:
    """The week's page on the register, with its counts and lists only."""
    late = overdue_rows(register)
    return Digest(
        unit=UNIT.name,
        at=NOW,
        since=NOW,
        tally=register.tally,
        changes=Changes(),
        overdue=late,
        secretary=(),
        soon=(),
        decisions=(),
        asked=(),
        instructions=(),
        silent=(),
        chase_after=5,
        gaps=Gaps(),
    )


def full_page(register: Register) -> Digest:
    """The week's page with everything that it can tell."""
    rows = register.rows(register.measures)
    some = Counted(held={"党组会": 1, "专题会": 2}, decided=9, done=2, late=3)
    follow = Followed(
        voices=Count(3, 2, 1), checks=Count(3, 2, 1), supports=Count(4, 3, 0), handed_up=Handed(all=4, open=2, back=1)
    )
    return replace(
        page(register),
        then=register.tally,
        rounds=(("第一轮", register.tally), ("第二轮", register.tally)),
        changes=Changes(happened=dict.fromkeys(Happening, ("a", "b")), rows=dict.fromkeys(Happening, rows)),
        secretary=rows,
        soon=rows,
        missed=rows,
        reports=rows,
        decisions=rows,
        difficulties=rows,
        key=rows,
        gaps=Gaps(unowned=rows, unclear=rows, unsettled=rows),
        silent=tuple(SilentPerson(person, 31, rows) for person in PEOPLE.values()),
        meetings=some,
        visits=some,
        decided=some,
        demanded=some,
        followed=follow,
        anchor="u1-215-130dcc9076a1",
    )


def in_chat(text: str) -> Counter[Part]:
    """The parts as a message counts them: 逾期3 · 已报完成2（…）."""
    return Counter({WORDS[word]: int(count) for word, count in re.findall(rf"({'|'.join(WORDS)})(\d+)", text)})


def in_word(text: str) -> Counter[Part]:
    """The parts as a document counts them: 其中已销号2条，…; the first such sentence."""
    sentence = re.search(r"条整改措施，其中([^。；]*)", text)
    assert sentence
    bare = re.sub(r"（[^）]*）", "", sentence[1])
    return Counter({WORDS[word]: int(count) for word, count in re.findall(r"(\D+?)(\d+)条，?", bare)})


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=8, suppress_health_check=SLOW)
@given(registers())
def test_all_sums_are_the_same(register: Register) -> None:
    """Counted by hand from the measures, and as every message, picture, document and workbook says it."""
    all_sums_are_the_same(register)


@pytest.mark.long
@pytest.mark.timeout(1800)  # every example writes and reads two workbooks: the limit of others is no measure of it
@settings(max_examples=80, suppress_health_check=SLOW)
@given(registers())
def test_all_sums_are_the_same_in_many_registers(register: Register) -> None:
    """The same, at length."""
    all_sums_are_the_same(register)


def all_sums_are_the_same(register: Register) -> None:
    """What every message, picture, document and workbook counts is what the measures are."""
    expected = Counter(register.standings[measure.id].part for measure in register.measures)
    whole = len(register.measures)

    digest = str(digest_body(WORDING, page(register)).text).splitlines()[1]
    assert in_chat(digest.partition("：")[2]) == expected
    assert in_chat(str(counts(WORDING, register.tally)).partition("：")[2]) == expected
    assert digest.startswith(f"{len(register.findings)}个问题{whole}条措施")

    chart = findings_chart(register)
    columns = zip(*chart.counts, strict=True)
    assert Counter(dict(zip(chart.parts, map(sum, columns), strict=True))) == expected
    assert chart.total == whole
    departments = departments_chart(register)
    book = openpyxl.load_workbook(io.BytesIO(statistics_book(register)), read_only=True)
    statistics = [*book["科室统计"].iter_rows(min_row=3, values_only=True)]
    assert {
        label: +Counter(dict(zip(departments.parts, row, strict=True)))
        for label, row in zip(departments.labels, departments.counts, strict=True)
    } == _departments(statistics)

    for paper in (
        weekly_brief(register, page(register), {}),
        progress_report(register, PLAN, {}),
    ):
        assert in_word(paper.text) == expected
        assert f"{whole}条整改措施" in paper.text

    notice = public_notice(register, PLAN, {}).text
    ended = {Part.CLOSED: "已销号", Part.STANDING: "长期坚持", Part.CANCELLED: "按程序取消"}
    going = sum(count for part, count in expected.items() if part not in ended)
    told = [f"{word}{expected[part]}条" for part, word in ended.items() if expected[part]]
    told += [f"尚未完成{going}条"] if going else []
    assert f"{whole}条整改措施，其中{'，'.join(told)}。" in notice

    assert _total(statistics) == (whole, expected)
    kept = openpyxl.load_workbook(io.BytesIO(ledger_book(register, PLAN, {})), read_only=True)
    assert _flat(kept["明细"]) == expected
    assert _ledger(kept["整改台账"]) == Counter(
        official(f"status.stage.{measure.stage}") for measure in register.measures
    )


def _total(rows: Sequence[Sequence[Any]]) -> tuple[int, Counter[Part]]:
    """The last line of the statistics: how many, and of which parts."""
    heads, *_, last = rows
    return int(last[1]), _parts(heads, last)


def _parts(heads: Sequence[Any], row: Sequence[Any]) -> Counter[Part]:
    return +Counter({WORDS[str(head)]: int(n) for head, n in zip(heads, row, strict=True) if head in WORDS})


def _departments(rows: Sequence[Sequence[Any]]) -> dict[str, Counter[Part]]:
    """Each department's line of the statistics."""
    heads, *lines, _ = rows
    return {str(row[0]): _parts(heads, row) for row in lines}


def _ledger(sheet: Any) -> Counter[str]:
    return Counter(str(row[11]).split("\n")[0] for row in sheet.iter_rows(min_row=4, values_only=True))


def _flat(sheet: Any) -> Counter[Part]:
    """The parts as the flat sheet of the ledger counts them."""
    heads, *rows = sheet.iter_rows(min_row=2, values_only=True)
    return Counter(WORDS[str(row[heads.index("计入")])] for row in rows)


@settings(max_examples=30, suppress_health_check=SLOW)
@given(registers())
def test_burn_down_ends_at_what_is_open(register: Register) -> None:
    """The line of what is really open ends today at the measures neither closed, cancelled nor standing."""
    drawn = burn_down(register, dict.fromkeys(burn_days(register), register.tally))
    open_ = sum(register.tally.count(p) for p in (Part.OVERDUE, Part.WAITING, Part.UNDER_WAY, Part.NOT_STARTED))
    assert drawn.actual[-1] == open_
    assert drawn.days[len(drawn.actual) - 1] == TODAY
    assert list(drawn.planned) == sorted(drawn.planned, reverse=True)


@settings(max_examples=10, suppress_health_check=SLOW)
@given(registers())
def test_a_page_stands_on_one_screen_whatever_it_tells(register: Register) -> None:
    """Two rounds and everything at once: twelve lines with the ledger's mark, none too long, every count told."""
    for decides in (True, False):
        text = digest_body(WORDING, full_page(register), decides=decides).text
        lines = [Markup(line) for line in str(text).split("\n")]  # noqa: S704 - our own page
        assert fits(lines), text
        brief = next(block for block in weekly_brief(register, full_page(register), {}).blocks if block.rows)
        assert _height(brief.rows) <= ROOM - ANCHOR  # and the brief on one sheet
        for told in ("期次缺报", "困难", "在办", "议定未办结", "督办要求未办结", "群众意见未答复", "同类检查未报"):
            assert told in text
