"""Which measure of a newer file is which: words and people first, the number second, doubt asked."""

import datetime as dt
import random
from dataclasses import replace

import pytest

from bot.domain.imports.identity import NEW
from bot.domain.imports.revision import Revision, Said, compare, free_number, taken_over
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.plan import Finding
from bot.domain.plan.recurrence import LAST, Cycle, Recurrence

PLAN = "u1/A"


def measure(number: str, text: str, owner: str = "p1", **more: object) -> Measure:
    """A measure under the finding of its number."""
    made = Measure(
        id=f"{PLAN}/{number}",
        unit="u1",
        plan=PLAN,
        finding=f"{PLAN}/{number.partition('-')[0]}",
        number=number,
        text=text,
        owners=(owner,),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def finding(number: str, text: str) -> Finding:
    """A finding."""
    return Finding(id=f"{PLAN}/{number}", unit="u1", plan=PLAN, number=number, text=text)


KEPT = (measure("1-1", "换灯九十盏"), measure("2-1", "整治围挡", "p2"), measure("2-2", "夜间巡查", "p2"))
FINDINGS = (finding("1", "路灯不亮"), finding("2", "工地杂乱"))


def whose(revision: Revision) -> dict[str, str]:
    """New number → id of every changed measure."""
    return {change.after.number: change.after.id for change in revision.changed}


def test_a_finding_put_in_front_moves_numbers_and_nothing_else() -> None:
    """Every measure keeps its identity, the new one gets an id that nobody has."""
    read = (
        measure("1-1", "公示水质", "p3"),
        measure("2-1", "换灯九十盏"),
        measure("3-1", "整治围挡", "p2"),
        measure("3-2", "夜间巡查", "p2"),
    )
    findings = (finding("1", "水质不公开"), finding("2", "路灯不亮"), finding("3", "工地杂乱"))
    revision = compare(KEPT, read, (FINDINGS, findings))
    assert revision.moved == (("1-1", "2-1"), ("2-1", "3-1"), ("2-2", "3-2"))
    assert whose(revision) == {"2-1": f"{PLAN}/1-1", "3-1": f"{PLAN}/2-1", "3-2": f"{PLAN}/2-2"}
    assert [(m.id, m.number) for m in revision.new] == [(f"{PLAN}/1-1~2", "1-1")]
    assert {f.text: (f.id, f.number) for f in revision.findings} == {
        "水质不公开": (f"{PLAN}/1~2", "1"),
        "路灯不亮": (f"{PLAN}/1", "2"),
        "工地杂乱": (f"{PLAN}/2", "3"),
    }
    assert {c.after.number: c.after.finding for c in revision.changed}["2-1"] == f"{PLAN}/1"


def test_other_words_under_the_same_number_are_another_measure() -> None:
    """The old one gives up its number and stays."""
    revision = compare(
        KEPT, (measure("1-1", "开展廉政家访", "p9"), *KEPT[1:]), (FINDINGS, (finding("1", "家风不严"), FINDINGS[1]))
    )
    assert [m.text for m in revision.new] == ["开展廉政家访"]
    assert [m.text for m in revision.gone] == ["换灯九十盏"]
    (moved,) = revision.moved
    assert moved[0] == "1-1"
    assert moved[1] != "1-1"
    assert not revision.doubts


def test_reworded_measures_are_asked() -> None:
    """Until it is said which is which nothing is changed; the answer decides."""
    read = (replace(KEPT[0], text="更换路灯九十五盏"), *KEPT[1:])
    revision = compare(KEPT, read, (FINDINGS, FINDINGS))
    assert [(d.number, d.candidates[0].id) for d in revision.doubts] == [("1-1", KEPT[0].id)]
    assert not revision.new
    same = compare(KEPT, read, (FINDINGS, FINDINGS), Said(answers={"1-1": KEPT[0].id}))
    assert [change.what for change in same.changed] == [("text",)]
    other = compare(KEPT, read, (FINDINGS, FINDINGS), Said(answers={"1-1": NEW}))
    assert [m.id for m in other.new] == [f"{PLAN}/1-1~2"]


def test_a_split_measure_is_asked_for_both_parts() -> None:
    """Each part of 整治围挡并夜间巡查 may be it."""
    kept = (measure("1-1", "整治围挡并夜间巡查"),)
    read = (measure("1-1", "整治围挡"), measure("1-2", "夜间巡查"))
    assert [d.number for d in compare(kept, read, (FINDINGS, FINDINGS)).doubts] == ["1-1", "1-2"]


def test_the_same_words_of_other_people_under_another_finding_are_asked() -> None:
    """开展培训 of one is not 开展培训 of another."""
    kept = (measure("1-1", "开展培训", "p1"),)
    read = (measure("2-1", "开展培训", "p2"),)
    revision = compare(kept, read, (FINDINGS, FINDINGS))
    assert [d.number for d in revision.doubts] == ["2-1"]


def test_twins_go_by_their_findings_and_numbers() -> None:
    """The same words twice are told apart by where they stand."""
    kept = (measure("1-1", "开展培训"), measure("2-1", "开展培训"))
    read = (measure("1-1", "开展培训"), measure("2-1", "开展培训"))
    assert compare(kept, read, (FINDINGS, FINDINGS)).same == 2


def test_what_was_decided_in_the_ledger_stays() -> None:
    """A field that somebody set stays and is shown, until the file is said to count."""
    kept = (replace(KEPT[0], owners=("p7",)), *KEPT[1:])
    decided = {KEPT[0].id: frozenset({"owners"})}
    revision = compare(kept, KEPT, (FINDINGS, FINDINGS), Said(decided=decided))
    assert revision.same == 3
    assert [(one.measure.id, one.what) for one in revision.decisions] == [(KEPT[0].id, ("owners",))]
    by_file = compare(kept, KEPT, (FINDINGS, FINDINGS), Said(decided=decided, by_file=frozenset({KEPT[0].id})))
    assert by_file.changed[0].after.owners == ("p1",)


def test_cancelled_measures_are_offered_back() -> None:
    """They stay cancelled until somebody says otherwise; a file that calls them cancelled agrees."""
    kept = (replace(KEPT[0], stage=Stage.CANCELLED), *KEPT[1:])
    assert [m.id for m in compare(kept, KEPT, (FINDINGS, FINDINGS)).cancelled] == [KEPT[0].id]
    back = compare(kept, KEPT, (FINDINGS, FINDINGS), Said(revived=True))
    assert back.changed[0].after.stage is Stage.NOT_STARTED
    agreeing = (replace(KEPT[0], stated="已取消"), *KEPT[1:])
    assert compare(kept, agreeing, (FINDINGS, FINDINGS)) == Revision(same=3, findings=FINDINGS)


def test_words_that_somebody_put_others_for_are_still_known() -> None:
    """A file with the words from before a correction is of the same measure; the corrected words stay and are shown."""
    kept = (replace(KEPT[0], text="改用太阳能灯"), *KEPT[1:])
    said = Said(decided={KEPT[0].id: frozenset({"text"})}, former={KEPT[0].id: (KEPT[0].text,)})
    revision = compare(kept, KEPT, (FINDINGS, FINDINGS), said)
    assert (revision.new, revision.gone, revision.doubts, revision.same) == ((), (), (), 3)
    assert [(one.measure.text, one.read.text, one.what) for one in revision.decisions] == [
        ("改用太阳能灯", "换灯九十盏", ("text",))
    ]


def test_who_has_the_words_now_goes_before_who_had_them() -> None:
    """Words that one measure had before a correction and another has now are those of the other."""
    kept = (replace(KEPT[1], text="夜间错峰施工"), KEPT[2])
    said = Said(former={KEPT[1].id: (KEPT[2].text,)})
    revision = compare(kept, (KEPT[2],), (FINDINGS, FINDINGS), said)
    assert [m.id for m in revision.gone] == [KEPT[1].id]


WORDS = ("清账", "换灯", "巡查", "公示", "培训", "修渠", "拆违", "建档", "约谈", "复核", "整治", "补种")


@pytest.mark.parametrize("seed", range(300))
def test_no_newer_file_gives_one_persons_measure_to_another(seed: int) -> None:
    """Whatever is inserted, dropped, moved, renumbered or reworded: what is paired unasked has the same words."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    texts = [f"{dice.choice(WORDS)}{dice.choice(WORDS)}{n}处" for n in range(dice.randint(2, 9))]
    findings = [finding(str(n + 1), f"问题{dice.choice(WORDS)}{n}") for n in range(3)]
    kept = []
    for place, text in enumerate(texts):
        number = place % 3 + 1
        kept.append(measure(f"{number}-{place // 3 + 1}", text, f"p{place}"))
    order = [*findings]
    dice.shuffle(order)
    fresh = [replace(one, id=f"{PLAN}/{n + 1}", number=str(n + 1)) for n, one in enumerate(order)]
    read: list[Measure] = []
    for n, one in enumerate(order):
        theirs = [m for m in kept if m.finding == one.id and dice.random() < 0.8]
        if dice.random() < 0.5:
            theirs.insert(dice.randint(0, len(theirs)), measure("9-9", f"新增{dice.choice(WORDS)}{seed}", "p77"))
        for tail, old in enumerate(theirs, 1):
            text = old.text + dice.choice(["", "", "", "并报告"])
            owner = old.owners if dice.random() < 0.8 else ("p88",)
            new = replace(old, id=f"{PLAN}/{n + 1}-{tail}", number=f"{n + 1}-{tail}", finding=f"{PLAN}/{n + 1}")
            read.append(replace(new, text=text, owners=owner))
    revision = compare(kept, read, (findings, fresh))
    for change in revision.changed:
        assert change.before.text == change.after.text
        assert change.before.id == change.after.id
    ids = [m.id for m in (*revision.new, *(c.after for c in revision.changed))]
    assert len(set(ids)) == len(ids)
    after = {m.id: m for m in kept} | {c.after.id: c.after for c in revision.changed} | {m.id: m for m in revision.new}
    doubted = {doubt.number for doubt in revision.doubts}
    numbers = [m.number for m in after.values() if m.number not in doubted]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    ("tail", "taken", "number"),
    [
        ("2", (), "3-2"),
        ("2", ("3-2",), "3-3"),
        ("2", ("3-2", "3-3"), "3-4"),
        ("甲", (), "3-甲"),
        ("甲", ("3-甲",), "3-1"),
        ("甲", ("3-甲", "3-1"), "3-2"),
    ],
)
def test_a_number_that_is_taken_gives_way_to_the_next_that_is_free(
    tail: str, taken: tuple[str, ...], number: str
) -> None:
    """It counts on from its own; one without figures begins at one."""
    assert free_number("3", tail, taken) == number


TWINS = "补齐台账"


def twin(number: str, owner: str, *bodies: str) -> Measure:
    """One of several measures of one finding with the same words and the same leader."""
    return measure(number, TWINS, owner, leaders=("p9",), departments=bodies)


STATIONS = (finding("1", "各站台账不全"),)


def moves(kept: tuple[Measure, ...], read: tuple[Measure, ...]) -> tuple[dict[str, str], list[str]]:
    """Old number → new number of what is certain, and the numbers that are asked."""
    revision = compare(kept, read, (STATIONS, STATIONS))
    doubts = [doubt.number for doubt in revision.doubts]
    gone = {one.id for one in revision.gone}
    moved = {c.before.number: c.after.number for c in revision.changed if c.before.id not in gone}
    return moved, doubts


def test_twins_of_one_leader_follow_their_owners_when_their_numbers_move() -> None:
    """A row in front moves 1-1 of p1 to 1-2: it is p1's still, whoever stood at 1-2."""
    kept = (twin("1-1", "p1"), twin("1-2", "p2"), twin("1-3", "p3"))
    read = (measure("1-1", "公示名单"), twin("1-2", "p1"), twin("1-3", "p2"), twin("1-4", "p3"))
    assert moves(kept, read) == ({"1-1": "1-2", "1-2": "1-3", "1-3": "1-4"}, [])
    assert moves(kept[:2], (twin("1-1", "p2"), twin("1-2", "p1"))) == ({"1-1": "1-2", "1-2": "1-1"}, [])


def test_twins_of_one_owner_follow_their_bodies() -> None:
    """What 东站 has reported stays 东站's."""
    kept = (twin("1-1", "p1", "东站"), twin("1-2", "p1", "西站"))
    read = (measure("1-1", "公示名单"), twin("1-2", "p1", "东站"), twin("1-3", "p1", "西站"))
    assert moves(kept, read) == ({"1-1": "1-2", "1-2": "1-3"}, [])
    assert moves(kept, (twin("1-1", "p1", "西站"),)) == ({"1-2": "1-1"}, [])


@pytest.mark.parametrize(
    ("kept", "read", "asked"),
    [
        ((("1-1", "p1"), ("1-2", "p2")), (("1-1", "p2"), ("1-2", "p3")), ["1-2"]),
        ((("1-1", "p1"), ("1-2", "p2")), (("1-2", "p3"), ("1-3", "p4")), ["1-2", "1-3"]),
        ((("1-1", "p1"), ("1-2", "p1")), (("1-2", "p1"), ("1-3", "p1")), ["1-2", "1-3"]),
        ((("1-1", "p1", "东站"), ("1-2", "p1", "西站")), (("1-1", "p1", "西站"), ("1-2", "p1", "南站")), ["1-2"]),
    ],
)
def test_twins_left_over_when_numbers_moved_are_asked(
    kept: tuple[tuple[str, ...], ...], read: tuple[tuple[str, ...], ...], asked: list[str]
) -> None:
    """Whose the rest is nobody knows: who is left over takes over nothing."""
    _, doubts = moves(tuple(twin(*one) for one in kept), tuple(twin(*one) for one in read))
    assert doubts == asked


def test_a_twin_that_is_handed_over_where_no_number_moved_keeps_its_history() -> None:
    """The same rows under the same numbers, one of them with another owner."""
    revision = compare((twin("1-1", "p1"), twin("1-2", "p2")), (twin("1-1", "p1"), twin("1-2", "p3")), (STATIONS,) * 2)
    assert [(c.before.number, c.what) for c in revision.changed] == [("1-2", ("owners",))]
    assert not revision.doubts


def test_a_twin_whose_neighbour_left_or_came_is_asked() -> None:
    """One row of two is gone and the other has another owner: its number says nothing of which it is."""
    kept = (twin("1-1", "p1"), twin("1-2", "p2"))
    assert moves(kept, (twin("1-1", "p3"),)) == ({}, ["1-1"])
    assert moves(kept, (twin("1-1", "p3"), twin("1-2", "p4"), twin("1-3", "p5"))) == ({}, ["1-1", "1-2", "1-3"])
    assert moves((twin("1-1", "p1"), twin("1-2", "p1")), (twin("1-1", "p1"),)) == ({}, ["1-1"])


def test_twins_that_were_handed_on_are_known_by_whose_they_were() -> None:
    """1-1 went from p1 to p2 and 1-2 from p2 to p3, and the file still has p1 and p2: nobody's words move."""
    kept = (twin("1-1", "p2"), twin("1-2", "p3"))
    filed = {kept[0].id: twin("1-1", "p1"), kept[1].id: twin("1-2", "p2")}
    said = Said(filed=filed, decided={one.id: frozenset({"owners"}) for one in kept})
    revision = compare(kept, (twin("1-1", "p1"), twin("1-2", "p2")), (STATIONS, STATIONS), said)
    assert (revision.same, revision.doubts) == (2, ())
    behind = (measure("1-1", "公示名单"), twin("1-2", "p1"), twin("1-3", "p2"))
    assert [doubt.number for doubt in compare(kept, behind, (STATIONS, STATIONS), said).doubts] == ["1-2", "1-3"]


def test_random_twins_are_never_given_to_somebody_else() -> None:
    """Rows of one wording, moved, dropped, handed over: what is certain is its owner's, or unmoved."""
    random_ = random.Random(17)  # noqa: S311 - no secrets
    for _ in range(400):
        people = [f"p{n}" for n in range(1, random_.randint(3, 6))]
        kept = tuple(twin(f"1-{n}", random_.choice(people)) for n in range(1, random_.randint(3, 7)))
        rows = [one.owners[0] for one in kept]
        for _ in range(random_.randint(1, 3)):
            match random_.choice(("drop", "add", "swap")):
                case "drop" if len(rows) > 1:
                    rows.pop(random_.randrange(len(rows)))
                case "add":
                    rows.insert(random_.randrange(len(rows) + 1), random_.choice(people))
                case _:
                    random_.shuffle(rows)
        read = tuple(twin(f"1-{n}", owner) for n, owner in enumerate(rows, 1))
        revision = compare(kept, read, (STATIONS, STATIONS))
        gone = {one.id for one in revision.gone}
        for change in revision.changed:
            if change.before.id not in gone and change.before.owners != change.after.owners:
                assert change.before.number == change.after.number
                others = [c for c in revision.changed if c.before.id not in gone]
                assert all(c.before.number == c.after.number for c in others), (kept, read)


def test_a_finding_is_known_by_its_number_where_it_was_reworded_and_all_below_it_is_new() -> None:
    """One that resembles it under another number is not it, nor is a quite different one under its own."""
    old = (finding("1", "路灯不亮，群众夜间出行不便"), finding("2", "路灯不亮，群众夜间出行不易"))
    fresh = (measure("2-1", "公示水质", "p8"),)
    reworded = compare((), fresh, (old, (finding("2", "路灯不亮的多，群众夜间出行不易"),)))
    assert [one.id for one in reworded.findings] == [f"{PLAN}/2"]
    other = compare((), fresh, (old, (finding("2", "食堂卫生不达标"),)))
    assert [one.id for one in other.findings if one.text == "食堂卫生不达标"] == [f"{PLAN}/2~2"]


def test_of_twins_without_owners_the_department_tells_which_is_which() -> None:
    """The same words in one finding, each of another department, in the other order."""
    east = measure("1-1", "公示名单", owners=(), departments=("东站",))
    west = measure("1-2", "公示名单", owners=(), departments=("西站",))
    read = (replace(west, id="new/1", number="1-1"), replace(east, id="new/2", number="1-2"))
    revision = compare((east, west), read, (FINDINGS, FINDINGS))
    assert whose(revision) == {"1-1": west.id, "1-2": east.id}
    assert not revision.doubts


@pytest.mark.parametrize("recurring", [False, True])
def test_a_deadline_that_says_the_same_is_left_as_it_stands(*, recurring: bool) -> None:
    """One that was moved keeps its first day under the file's new one."""
    day, later = dt.date(2026, 3, 31), dt.date(2026, 6, 30)
    series = Recurrence(unit=Cycle.MONTH, day=(LAST,)) if recurring else None
    kept = replace(KEPT[0], deadline=Deadline(DeadlineKind.BY_DATE, "3月底前", day, day))
    read = replace(kept, deadline=Deadline(DeadlineKind.BY_DATE, "3月底前", day, day, recurrence=series))
    assert taken_over(kept, read).deadline == kept.deadline  # as the office has it, whatever its words may hold
    was = replace(kept, deadline=replace(kept.deadline, recurrence=Recurrence(unit=Cycle.WEEK, day=(1,))))
    assert taken_over(was, read).deadline.recurrence == series
    moved = replace(kept, deadline=Deadline(DeadlineKind.BY_DATE, "6月底前", later, day))
    again = taken_over(moved, replace(kept, deadline=Deadline(DeadlineKind.BY_DATE, "9月底前", dt.date(2026, 9, 30))))
    assert (again.deadline.date, again.deadline.first) == (dt.date(2026, 9, 30), day)
