"""Who is told of a measure on a day, by which rule, and when the clock looks again: literals, no scene."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.core.working_calendar import DAY
from bot.domain.people.person import Absence, Person, Role
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.part import Part
from bot.domain.plan.share import Share
from bot.domain.reminders.ladder import NEVER, ReminderFacts, chases, due_reminders, heads_of, silence_of
from bot.domain.reminders.schedule import AlreadySent, decide, look_again
from bot.domain.reminders.silence import silent_since
from bot.domain.settings.policy import Policy
from bot.domain.status.coverage import Coverage, CoveredPeriod
from bot.domain.status.obligation import Obligation, ObligationKind
from bot.domain.status.standing import Standing
from tests.domain.holidays import CALENDAR

DUE = dt.date(2026, 3, 13)  # Friday
GREEN, YELLOW, RED = dt.date(2026, 2, 25), dt.date(2026, 3, 10), dt.date(2026, 3, 16)
SECOND_WEEK, MONTHS_LATER = dt.date(2026, 3, 23), dt.date(2026, 5, 6)
AT = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)


def person(name: str, *roles: Role, chat: int | None = 1, **more: Any) -> Person:
    """Somebody who can be reached."""
    return Person(id=name, unit="u1", name=name, roles=roles, chat=chat, **more)


OWNER, MATE = person("owner", Role.OWNER), person("mate", Role.OWNER)
LEADER, HEAD = person("leader", Role.LEADER), person("head", post="执法股股长")
CLERK, SECRETARY = person("clerk", Role.OFFICE), person("secretary", Role.SECRETARY)
MEASURE = Measure(
    id="m", unit="u1", plan="u1/A", finding="u1/A/1", number="1-1", text="清理河道", stage=Stage.UNDER_WAY
)


def facts(duty: Obligation | None = None, *, today: dt.date = GREEN, **more: Any) -> ReminderFacts:
    """A measure with everybody around it; its deadline unless something else is due."""
    duty = duty or Obligation(ObligationKind.DEADLINE, DUE)
    people: dict[str, Any] = {"owners": (OWNER,), "leaders": (LEADER,), "heads": (HEAD,), "office": (CLERK,)}
    usual: dict[str, Any] = {
        "measure": MEASURE,
        "policy": Policy(),
        "standing": Standing(day=today, part=Part.UNDER_WAY, duties=(duty,)),
        "obligation": duty,
        "secretaries": (SECRETARY,),
    }
    return ReminderFacts(**(usual | people | more))


def told(given: ReminderFacts, today: dt.date, below: dt.date | None = None) -> list[tuple[str, str]]:
    """To whom, and by which rule."""
    return [(call.person, str(call.rule)) for call in due_reminders(given, CALENDAR, today, below)]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (dt.date(2026, 2, 13), []),
        (GREEN, [("owner", "own")]),
        (YELLOW, [("owner", "own"), ("leader", "led")]),
        (RED, [("owner", "own"), ("leader", "led"), ("head", "head")]),
    ],
)
def test_the_ladder_reaches_higher_with_its_colour(today: dt.date, expected: list[tuple[str, str]]) -> None:
    """Nobody before the first mark; owner; owner and leader; the head of the department only once it is late."""
    assert told(facts(), today) == expected


def test_nobody_is_told_of_what_is_over_or_was_handed_over_today() -> None:
    """An ended measure has no ladder; whoever holds something since today was written to of that."""
    assert told(facts(measure=replace(MEASURE, stage=Stage.CLOSED)), RED) == []
    since = Obligation(ObligationKind.RETURNED, DUE, since=YELLOW)
    assert told(facts(since), YELLOW) == []
    assert told(facts(since), YELLOW + DAY) == [("owner", "own"), ("leader", "led")]


def test_where_no_owner_can_be_reached_others_are_told_instead() -> None:
    """The leader even when it is green, the head once it is red, and the office, with the names of those."""
    lost = replace(OWNER, chat=None)
    calls = due_reminders(facts(owners=(lost,)), CALENDAR, GREEN)
    assert [(one.person, one.rule, one.about) for one in calls] == [
        ("leader", "instead", ("owner",)),
        ("clerk", "unreachable", ("owner",)),
    ]
    assert told(facts(owners=(lost,)), RED) == [("leader", "instead"), ("head", "instead"), ("clerk", "unreachable")]
    assert told(facts(owners=(lost, MATE)), GREEN) == [("mate", "own"), ("clerk", "unreachable")]
    alone = due_reminders(facts(owners=(lost,), leaders=(replace(LEADER, blocked=True),)), CALENDAR, YELLOW)
    assert [(one.person, one.rule, one.about) for one in alone] == [("clerk", "unreachable", ("owner", "leader"))]
    assert told(facts(heads=(replace(HEAD, chat=None),)), RED) == [("owner", "own"), ("leader", "led")]
    assert told(facts(owners=()), GREEN) == [("leader", "instead"), ("clerk", "nobody")]


def test_an_unclear_deadline_is_the_office_s() -> None:
    """While the measure is open; one that is handed in asks nobody."""
    unclear = replace(facts(), obligation=None)
    assert told(unclear, GREEN) == [("clerk", "unclear")]
    assert told(replace(unclear, measure=replace(MEASURE, stage=Stage.REVIEW)), GREEN) == []


def test_a_delegate_takes_the_reminders_of_the_days_of_absence() -> None:
    """The person is meant, the delegate reads; one whom nothing reaches takes nothing."""
    away = replace(OWNER, absences=(Absence(GREEN, GREEN + DAY, "mate"),))
    given = facts(owners=(away,), delegates={"mate": MATE})
    assert [given.reader(away, day).id for day in (GREEN - DAY, GREEN, GREEN + DAY, GREEN + 2 * DAY)] == [
        "owner",
        "mate",
        "mate",
        "owner",
    ]
    assert (
        given.reader(away, GREEN).id
        != replace(given, delegates={"mate": replace(MATE, chat=None)}).reader(away, GREEN).id
    )
    (call,) = due_reminders(given, CALENDAR, GREEN)
    assert (call.person, call.reader) == ("owner", "mate")


def test_a_secretary_who_leads_a_measure_hears_once_that_it_is_late() -> None:
    """Afterwards the same call, which was told; his digest lists it."""
    leads = facts(leaders=(SECRETARY,))
    later = [next(one for one in due_reminders(leads, CALENDAR, day) if one.rule == "led") for day in (RED, RED + DAY)]
    assert later[0].id == later[1].id
    usual = [
        next(one for one in due_reminders(facts(), CALENDAR, day) if one.rule == "led") for day in (RED, RED + DAY)
    ]
    assert usual[0].id != usual[1].id
    before = [next(one for one in due_reminders(leads, CALENDAR, day) if one.rule == "led") for day in (YELLOW, DUE)]
    assert before[0].id != before[1].id


def test_owing_are_the_owners_who_have_not_handed_their_share_in() -> None:
    """All of them where everybody has, or the measure is worked on no more; of a check whoever had no hand in it."""
    done = Share(owner="owner", said=AT, done=True)
    both = facts(owners=(OWNER, MATE), measure=replace(MEASURE, shares=(done, Share(owner="mate", said=AT))))
    assert both.owing == (MATE,)
    assert replace(both, measure=replace(both.measure, shares=(done, replace(done, owner="mate")))).owing == both.owners
    assert replace(both, measure=replace(both.measure, stage=Stage.REVIEW)).owing == both.owners
    other = person("other", Role.LEADER)
    step = facts(
        Obligation(ObligationKind.STEP, DUE, Role.LEADER), leaders=(LEADER, other), hands=frozenset({"leader"})
    )
    assert step.owing == (other,)
    assert replace(step, obligation=None).owing == (OWNER,)


@pytest.mark.parametrize(
    ("holder", "today", "expected"),
    [
        (Role.LEADER, dt.date(2026, 3, 11), []),
        (Role.LEADER, dt.date(2026, 3, 12), [("leader", "step")]),
        (Role.LEADER, RED, [("leader", "step"), ("clerk", "stalled")]),
        (Role.OFFICE, RED, [("clerk", "step")]),
        (Role.SECRETARY, dt.date(2026, 3, 12), [("secretary", "step")]),
        (Role.SECRETARY, RED, [("clerk", "stalled")]),
    ],
)
def test_whoever_holds_a_check_is_told_and_the_office_once_it_is_late(
    holder: Role, today: dt.date, expected: list[tuple[str, str]]
) -> None:
    """A day before and on the day; the secretary not daily; the office not of what it holds itself."""
    assert told(facts(Obligation(ObligationKind.STEP, DUE, holder)), today) == expected


def test_a_check_whose_holder_nobody_reaches_is_the_office_s() -> None:
    """It hears who that is, and not a second time that the check is late."""
    given = facts(Obligation(ObligationKind.EXTENSION, DUE, Role.LEADER), leaders=(replace(LEADER, chat=None),))
    calls = due_reminders(given, CALENDAR, RED)
    assert [(one.person, one.rule, one.about) for one in calls] == [("clerk", "unreachable", ("leader",))]


def report(start: dt.date, due: dt.date) -> Obligation:
    """The report of a period."""
    return Obligation(ObligationKind.REPORT, due, period=CoveredPeriod(key=str(due), start=start, due=due))


def marks(given: ReminderFacts) -> list[tuple[dt.date, tuple[int, ...]]]:
    """Of each case the day and the marks."""
    return [(one.obligation.due, one.policy.marks) for one in given.cases if one.obligation]


def test_of_a_series_one_red_ladder_is_left() -> None:
    """From the first that is owed; the next of a short series is said with it, of a long one marked on its day."""
    usual = Policy().marks
    weeks = [report(DUE + DAY * (n * 7 - 6), DUE + DAY * n * 7) for n in range(3)]
    late = facts(weeks[0], standing=Standing(day=DUE + DAY * 8, part=Part.OVERDUE, duties=tuple(weeks)))
    assert marks(late) == [(DUE, usual)]
    assert [duty.due for duty in late.reports[0]] == [DUE, DUE + DAY * 7]
    edge = replace(late, standing=replace(late.standing, day=DUE))
    assert edge.reports == ((), tuple(weeks))
    long = [report(DUE + DAY * (n * 15 - 14), DUE + DAY * n * 15) for n in range(2)]
    assert marks(replace(late, standing=replace(late.standing, day=DUE + DAY, duties=tuple(long)))) == [
        (DUE, usual),
        (DUE + DAY * 15, (0,)),
    ]
    two_weeks = [report(DUE + DAY * (n * 14 - 13), DUE + DAY * n * 14) for n in range(2)]
    assert marks(replace(late, standing=replace(late.standing, day=DUE + DAY, duties=tuple(two_weeks)))) == [
        (DUE, usual)
    ]
    nothing = replace(late, standing=replace(late.standing, duties=()))
    assert nothing.cases == (nothing,)


def test_a_week_whose_day_the_red_word_said_is_not_foretold_again() -> None:
    """Only where that word reached everybody who owes it, and only of periods of a week."""
    last, coming = report(DUE - DAY * 6, DUE), report(DUE + DAY, DUE + DAY * 7)
    assert last.period is not None
    standing = Standing(day=RED, part=Part.UNDER_WAY, duties=(coming,), covered=Coverage(past=(last.period,)))
    given = facts(coming, standing=standing, owners=(OWNER, MATE))
    said = frozenset({("owner", DUE), ("mate", DUE)})
    assert marks(given) == [(coming.due, Policy().marks)]
    assert marks(replace(given, warned=frozenset({("owner", DUE)}))) == [(coming.due, Policy().marks)]
    assert marks(replace(given, warned=said)) == [(coming.due, ())]
    assert marks(replace(given, warned=said, owners=())) == [(coming.due, Policy().marks)]
    assert marks(replace(given, warned=said, standing=replace(standing, covered=Coverage()))) == [
        (coming.due, Policy().marks)
    ]
    eight = report(DUE, DUE + DAY * 7)
    assert marks(replace(given, warned=said, standing=replace(standing, duties=(eight,)))) == [
        (eight.due, Policy().marks)
    ]


@pytest.mark.parametrize(("gone", "times"), [(4, 0), (5, 1), (9, 1), (10, 2), (19, 2), (20, 4), (39, 4), (40, 8)])
def test_chases_double(gone: int, times: int) -> None:
    """After five working days, ten, twenty, forty."""
    assert chases(gone, Policy()) == times


def test_the_office_is_told_of_whoever_is_silent() -> None:
    """From the fifth working day on; those who fell silent later are not named yet."""
    since = dt.date(2026, 3, 2)
    given = facts(owners=(OWNER, MATE), silent={"owner": since, "mate": since + DAY, "leader": since - DAY})
    assert silence_of(given, None) is None
    assert silence_of(given, since) == since
    assert silence_of(replace(given, policy=Policy(chase_after=0)), since) is None
    assert silence_of(replace(given, policy=Policy(chase_after=1)), since) == since
    assert ("clerk", "chase") not in told(given, dt.date(2026, 3, 6), since)
    (chase,) = [one for one in due_reminders(given, CALENDAR, dt.date(2026, 3, 9), since) if one.rule == "chase"]
    assert (chase.person, chase.about) == ("clerk", ("owner",))


def test_after_months_the_office_takes_over() -> None:
    """Once it is said monthly, and only where a word has reached an owner for as long."""
    assert ("clerk", "passed_on") in told(facts(), MONTHS_LATER, RED)
    assert ("clerk", "passed_on") not in told(facts(), MONTHS_LATER, dt.date(2026, 4, 20))
    assert ("clerk", "passed_on") not in told(facts(), MONTHS_LATER)
    assert ("clerk", "passed_on") not in told(facts(), SECOND_WEEK, dt.date(2026, 1, 5))
    assert ("clerk", "passed_on") not in told(facts(owners=(replace(OWNER, chat=None),)), MONTHS_LATER, RED)


def test_what_is_repeated_until_it_is_answered_has_a_number_each_time() -> None:
    """Every so many working days after the mark; an answer on its day or later ends it."""
    nags = facts(policy=Policy(nag_every=2))
    mark = dt.date(2026, 3, 3)  # ten days before
    ids = [due_reminders(nags, CALENDAR, mark + DAY * n)[0].id for n in range(6)]
    base = "reminder:m:2026-03-13:yellow:10:owner"
    assert ids == [base, base, f"{base}:1", f"{base}:1", f"{base}:1", f"{base}:1"]
    assert due_reminders(replace(nags, answered=mark), CALENDAR, mark + DAY * 2)[0].id == base
    assert due_reminders(replace(nags, answered=mark - DAY), CALENDAR, mark + DAY * 2)[0].id == f"{base}:1"


def test_owner_who_leads_is_told_once() -> None:
    """As owner; the office's own clerk, who owns a measure, hears as owner and as office."""
    assert told(facts(leaders=(OWNER,)), YELLOW) == [("owner", "own")]
    assert told(facts(owners=(CLERK, replace(MATE, chat=None))), GREEN) == [("clerk", "own"), ("clerk", "unreachable")]


@pytest.mark.parametrize(
    ("post", "is_head"),
    [("执法股股长", True), ("办公室主任", True), ("负责人", True), ("副股长", False), ("科员", False), ("", False)],
)
def test_a_head_is_told_by_the_post(post: str, *, is_head: bool) -> None:
    """No deputy, nobody who has left."""
    one = person("one", post=post)
    assert heads_of([one]) == ((one,) if is_head else ())
    assert heads_of([replace(one, active=False)]) == ()


@pytest.mark.parametrize(("minutes", "expected"), [((), None), ((-1, 0), None), ((0, 1, 5), 1), ((9, 3), 3)])
def test_silent_since_the_first_message_after_the_answer(minutes: tuple[int, ...], expected: int | None) -> None:
    """A message of the very moment of the answer is answered."""
    at = [AT + dt.timedelta(minutes=n) for n in minutes]
    assert silent_since(at, AT) == (None if expected is None else AT + dt.timedelta(minutes=expected))
    assert silent_since(at, None) == (min(at) if at else None)


def test_the_same_call_is_never_written_twice() -> None:
    """What was sent is left, what is on its way is looked at tomorrow, what rests waits; the rest is written now."""
    (call,) = due_reminders(facts(), CALENDAR, GREEN)

    def decided(given: ReminderFacts, known: AlreadySent | None = None) -> tuple[int, int, dt.date]:
        found = decide(given, CALENDAR, GREEN, told=dict.fromkeys([call.id], known) if known else {}, below=None)
        return len(found.now), len(found.held), found.wake

    tomorrow, next_mark = GREEN + DAY, dt.date(2026, 3, 3)
    assert decided(facts()) == (1, 0, tomorrow)
    assert decided(facts(), known=AlreadySent(sent=GREEN)) == (0, 0, next_mark)
    assert decided(facts(), known=AlreadySent()) == (0, 0, tomorrow)
    assert decided(facts(), known=AlreadySent(live=False)) == (1, 0, tomorrow)
    assert decided(facts(snoozed={"owner": tomorrow})) == (0, 0, tomorrow)
    assert decided(facts(snoozed={"owner": GREEN})) == (1, 0, tomorrow)
    none = decide(facts(), CALENDAR, GREEN, told={}, below=None, ready=())
    assert (none.now, none.wake) == ((), tomorrow)  # a mark is reached and nobody hears of it


@pytest.mark.parametrize(
    ("below", "grace", "now"),
    [
        (None, 1, ["owner"]),
        (YELLOW, 1, ["owner"]),
        (YELLOW - DAY, 1, ["owner", "leader"]),
        (YELLOW, 0, ["owner", "leader"]),
        (YELLOW + DAY, 0, ["owner"]),
    ],
)
def test_those_above_hear_after_those_below_had_time(below: dt.date | None, grace: int, now: list[str]) -> None:
    """A working day after the word arrived below; until then the call is held, and tomorrow is looked at again."""
    found = decide(facts(policy=Policy(grace=grace)), CALENDAR, YELLOW, told={}, below=below)
    assert [one.person for one in found.now] == now
    assert [one.person for one in found.held] == (["leader"] if now == ["owner"] else [])


def test_the_clock_looks_again_at_the_next_thing_that_is_to_be_said() -> None:
    """The next mark; the day after a report's; the next chase; the next repetition; never where nothing has a day."""
    quiet = GREEN
    assert look_again(facts(), CALENDAR, quiet, None) == dt.date(2026, 3, 3)
    assert look_again(replace(facts(), obligation=None), CALENDAR, quiet, None) == NEVER
    quarter = report(dt.date(2025, 12, 14), DUE)
    assert look_again(facts(quarter), CALENDAR, DUE - DAY, None) == DUE
    assert look_again(facts(quarter), CALENDAR, DUE, None) == RED  # the day after is no working day
    silent = facts(silent={"owner": dt.date(2026, 2, 24)})
    assert look_again(silent, CALENDAR, quiet, quiet) == dt.date(2026, 3, 2)  # the fifth working day, one made up
    other = replace(silent, policy=Policy(marks=(0,)))
    assert look_again(other, CALENDAR, dt.date(2026, 3, 2), quiet) == dt.date(2026, 3, 9)  # the tenth
    step = replace(silent, obligation=Obligation(ObligationKind.STEP, DUE, Role.OWNER))
    assert look_again(step, CALENDAR, quiet, quiet) == DUE - DAY
    nags = facts(policy=Policy(nag_every=3))
    assert look_again(nags, CALENDAR, dt.date(2026, 2, 24), None) == dt.date(2026, 2, 26)
