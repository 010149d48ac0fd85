"""What can be asked of a register: each state, each time and each bound, by the measures that it picks."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.extensions.extension import Extension
from bot.domain.people.person import Person, Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.status.query import STATES, both, recall, understand
from bot.domain.status.register import Register
from bot.domain.status.span import TIMES, span_of
from bot.domain.status.tally import is_settled, unled_among
from tests.domain.records import DAY, PEOPLE, TODAY, measure, register, share

SECRETARY = Person(id="p9", unit="u1", name="方既明", roles=(Role.SECRETARY,), rank=0)
NAMESAKES = tuple(Person(id=f"n{n}", unit="u1", name=f"白露（{body}）") for n, body in enumerate(("法制股", "办公室")))
CLOSED_ON = TODAY - DAY * 10


def due(days: int, kind: DeadlineKind = DeadlineKind.BY_DATE) -> Deadline:
    """A deadline in so many days."""
    return Deadline(kind, "", TODAY + DAY * days, TODAY + DAY * days)


def heard(days: int) -> dt.datetime:
    """A word of so many days ago."""
    return dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC) - DAY * days


CASES: dict[str, dict[str, Any]] = {
    "late": {"deadline": due(-4), "reported": heard(40)},
    "today": {"deadline": due(0), "reported": heard(0), "percent": 80},
    "soon": {"deadline": due(6), "reported": heard(3), "percent": 50},
    "far": {"deadline": due(45), "owners": (), "percent": 49},
    "new": {"deadline": due(45), "stage": Stage.NOT_STARTED},
    "newlate": {"deadline": due(-1), "stage": Stage.NOT_STARTED},
    "review": {"deadline": due(45), "stage": Stage.REVIEW, "submissions": 1, "since": TODAY},
    "verify": {"deadline": due(45), "stage": Stage.VERIFY, "submissions": 1, "since": TODAY},
    "decide": {"deadline": due(45), "stage": Stage.DECIDE, "submissions": 1, "since": TODAY},
    "closed": {"deadline": due(-40), "stage": Stage.CLOSED, "since": CLOSED_ON, "owners": ()},
    "void": {"deadline": due(-40), "stage": Stage.CANCELLED},
    "long": {"deadline": Deadline(DeadlineKind.STANDING, "长期"), "counted_from": TODAY},
    "stand": {"deadline": due(45), "stage": Stage.STANDING, "counted_from": TODAY},
    "vague": {"deadline": Deadline(DeadlineKind.UNCLEAR, "尽快")},
    "once": {"deadline": due(45, DeadlineKind.AT_ONCE)},
    "back": {"deadline": due(45), "report_by": TODAY + DAY * 20},
    "boss": {"deadline": due(45), "leaders": ("p9",)},
}
NAMES = list(CASES)
PLACES = {f"1-{n}": name for n, name in enumerate(NAMES, 1)}


def whole(**facts: Any) -> Register:
    """One measure of each case, owned by the first where nobody is named."""
    usual: dict[str, Any] = {"owners": ("p1",), "departments": ("办公室",), "since": TODAY - DAY * 90}
    measures = [measure(number, **usual | CASES[name]) for number, name in PLACES.items()]
    asked = Extension(
        id="e",
        unit="u1",
        measure="A1-4",
        by="p1",
        at=heard(1),
        words="",
        asked=TODAY,
        was=TODAY,
        late=False,
        step=Role.OFFICE,
    )
    found = register(*measures, people=(*PEOPLE, SECRETARY, *NAMESAKES), asked=[asked], **facts)
    return replace(found, difficult=frozenset({"A1-3"}), short=frozenset({"A1-4", "A1-5"}), bare=frozenset({"A1-6"}))


ENDED = {"closed", "void"}
LASTING = {"long", "stand"}
OPEN = set(NAMES) - ENDED
PICKED: dict[str, set[str]] = {
    "逾期": {"late", "newlate"},
    "已报完成": {"review", "verify", "decide"},
    "待审核": {"review"},
    "待核验": {"verify"},
    "待审定": {"decide"},
    "未启动": {"new"},
    "未启动类": {"new", "newlate"},
    "长期坚持": LASTING,
    "长期坚持类": LASTING,
    "已销号": {"closed"},
    "已取消": {"void"},
    "未销号": OPEN,
    "时限不清": {"vague"},
    "缺责任人": {"far"},
    "书记牵头": {"boss"},
    "报了困难": {"soon"},
    "佐证不够": {"far", "new"},
    "没有佐证": {"newlate"},
    "延期待批": {"far"},
    "退回待办": {"back"},
    "立行立改": {"once"},
    "期次缺报": set(),
    "已报完成类": {"review", "verify", "decide"},
    "最慢在前": OPEN,
    "最快在前": OPEN,
    "最急在前": OPEN,
    "报过进展": {"late", "today", "soon"},
    "有变化": {"late", "today", "soon", "review", "verify", "decide"},
    "没报进展": OPEN - {"late", "today", "soon", "review", "verify", "decide", "stand"},
    "今天要办": {"late", "newlate", "today"},
    "今天": {"today"},
    "7天内": {"today", "soon"},
    "6天内": {"today", "soon"},
    "5天内": {"today"},
    "逾期4天以上": {"late"},
    "逾期5天以上": set(),
    "逾期1天以上": {"late", "newlate"},
    "进度50%以上": {"today", "soon"},
    "进度80%以上": {"today"},
    "进度49%以下": OPEN - {"today", "soon"},
    "进度50%以下": OPEN - {"today"},
    "已销号 近10天": {"closed"},
    "已销号 近9天": set(),
    "已销号 上月": {"closed"},
    "已销号 本月": set(),
    "报过进展 近3天": {"today", "soon"},
    "报过进展 近2天": {"today"},
    "没报进展 近3天": OPEN - {"today", "soon", "review", "verify", "decide", "stand"},
    "方既明": {"boss"},
    "办公室": set(NAMES),
    "没有这样的字": set(),
}


@pytest.mark.parametrize("words", PICKED)
def test_a_state_picks_the_measures_that_are_in_it(words: str) -> None:
    """Also where it comes from behind a button."""
    found = whole()
    asked = understand(words, found)
    assert {PLACES[one.number] for one in asked.pick(found)} == PICKED[words]
    assert recall(asked.code, found).pick(found) == asked.pick(found)
    assert recall(asked.code, found).words == asked.words


def test_every_state_that_can_be_asked_for_is_tried() -> None:
    """By one of its words; 推进中 and 黄灯 have tests of their own."""
    tried = {word for words in PICKED for word in words.split()}
    assert {code for code, words in STATES.items() if not tried & set(words)} == {"way", "going", "amber"}


def test_what_all_ask_for_holds_for_both() -> None:
    """And is said one behind the other."""
    found = whole()
    asked = both(understand("未销号", found), understand("方既明", found))
    assert [PLACES[one.number] for one in asked.pick(found)] == ["boss"]
    assert asked.words == "未销号 方既明"
    assert understand("查+号", found).code == understand("查|号", found).code == ""


def test_a_name_that_several_bear_means_all_of_them() -> None:
    """With their departments each alone."""
    found = register(measure("1-1", owners=("n0",)), measure("1-2", leaders=("n1",)), people=NAMESAKES)
    picked = {
        words: [one.number for one in understand(words, found).pick(found)] for words in ("白露", "白露（办公室）")
    }
    assert picked == {"白露": ["1-1", "1-2"], "白露（办公室）": ["1-2"]}
    code = understand("白露", found).code
    assert [one.number for one in recall(code, found).pick(found)] == ["1-1", "1-2"]


def test_late_shares_stand_beside_what_is_late() -> None:
    """Only where it is asked what is late, only on measures that are not picked, and for the body that is asked for."""
    found = whole(supporting=[share("s1", "A1-1", -3), share("s2", "A1-3", -3), share("s3", "A1-4", 3)])
    beside = {
        words: [row.share.id for row in understand(words, found).beside(found)]
        for words in ("逾期", "未销号", "逾期 财务股", "逾期 办公室", "逾期 方既明", "逾期 沈知行")
    }
    assert beside == {
        "逾期": ["s2"],
        "未销号": [],
        "逾期 财务股": ["s1", "s2"],
        "逾期 办公室": ["s2"],
        "逾期 方既明": [],
        "逾期 沈知行": ["s2"],
    }


WEDNESDAY = dt.date(2026, 3, 11)


@pytest.mark.parametrize(
    ("code", "today", "first", "last"),
    [
        ("d", WEDNESDAY, "2026-03-11", "2026-03-11"),
        ("d1", WEDNESDAY, "2026-03-12", "2026-03-12"),
        ("d2", WEDNESDAY, "2026-03-13", "2026-03-13"),
        ("d0", WEDNESDAY, "2026-03-10", "2026-03-10"),
        ("w", WEDNESDAY, "2026-03-09", "2026-03-15"),
        ("w", dt.date(2026, 3, 9), "2026-03-09", "2026-03-15"),
        ("w", dt.date(2026, 3, 15), "2026-03-09", "2026-03-15"),
        ("w1", WEDNESDAY, "2026-03-16", "2026-03-22"),
        ("w2", WEDNESDAY, "2026-03-23", "2026-03-29"),
        ("w0", WEDNESDAY, "2026-03-02", "2026-03-08"),
        ("m", WEDNESDAY, "2026-03-01", "2026-03-31"),
        ("m1", WEDNESDAY, "2026-04-01", "2026-04-30"),
        ("m1", dt.date(2026, 12, 31), "2027-01-01", "2027-01-31"),
        ("m0", WEDNESDAY, "2026-02-01", "2026-02-28"),
        ("m0", dt.date(2026, 1, 31), "2025-12-01", "2025-12-31"),
        ("n14", WEDNESDAY, "2026-03-11", "2026-03-25"),
        ("n1", WEDNESDAY, "2026-03-11", "2026-03-12"),
        ("b5", WEDNESDAY, "2026-03-06", "2026-03-11"),
        ("k3", WEDNESDAY, "2026-03-01", "2026-03-31"),
        ("k4", WEDNESDAY, "2025-04-01", "2025-04-30"),
        ("k2", WEDNESDAY, "2026-02-01", "2026-02-28"),
        ("q0103", WEDNESDAY, "2026-01-01", "2026-03-31"),
        ("q0712", WEDNESDAY, "2026-07-01", "2026-12-31"),
        ("q010325", WEDNESDAY, "2025-01-01", "2025-03-31"),
        ("y2025", WEDNESDAY, "2025-01-01", "2025-12-31"),
    ],
)
def test_a_time_spans_its_days(code: str, today: dt.date, first: str, last: str) -> None:
    """First and last, both taken in."""
    assert span_of(code, today) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def test_every_time_has_a_span_that_holds_its_last_day() -> None:
    """None ends before it begins."""
    for code in TIMES:
        start, end = span_of(code, TODAY)
        assert start <= end


@pytest.mark.parametrize(
    ("stages", "settled"),
    [
        (set[Stage](), False),
        ({Stage.CLOSED}, True),
        ({Stage.CANCELLED}, False),
        ({Stage.STANDING}, False),
        ({Stage.CLOSED, Stage.CANCELLED}, True),
        ({Stage.CLOSED, Stage.STANDING}, True),
        ({Stage.CLOSED, Stage.CANCELLED, Stage.STANDING}, True),
        ({Stage.CLOSED, Stage.DECIDE}, False),
        ({Stage.CLOSED, Stage.UNDER_WAY}, False),
    ],
)
def test_a_finding_is_closed_by_all_its_measures_and_one_at_least(
    stages: set[Stage],
    settled: bool,  # noqa: FBT001 - a table
) -> None:
    """What was cancelled or goes on for good closes none by itself."""
    assert is_settled(stages) is settled


def test_unled_is_what_nobody_active_leads() -> None:
    """Ended ones want no leader."""
    measures: list[Measure] = [
        measure("1-1", leaders=("p2",)),
        measure("1-2", leaders=("p3",)),
        measure("1-3", leaders=("p3", "p1")),
        measure("1-4"),
        measure("1-5", stage=Stage.CLOSED),
    ]
    assert unled_among(measures, PEOPLE) == ("1-2", "1-4")
