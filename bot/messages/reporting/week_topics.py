"""What the week's page tells besides counts, lateness and changes: what is to come, what waits, what lacks."""

from collections.abc import Iterator, Sequence

from bot.domain.meetings.count import Counted
from bot.domain.plan.part import Part
from bot.domain.reporting.digest import Digest, OpenInstruction
from bot.domain.status.coverage import PeriodCount
from bot.domain.status.register import RegisterRow
from bot.domain.supervision.followed import Count
from bot.messages.acceptance.view import told_above
from bot.messages.dependencies.view import told_rows
from bot.messages.reporting.early import grounds
from bot.messages.reporting.week_lines import Line
from bot.messages.reporting.week_parts import FEW, few, gaps_line, lent, quote, target_rows
from bot.messages.text import short_day
from bot.messages.wording import Wording


def topics(wording: Wording, page: Digest, *, named: bool) -> list[Line]:
    """Each a line or a part of one, what presses first; `named` where the ledger's gaps are told with their numbers."""
    return [
        *_missed(wording, page),
        *_asking(wording, page),
        *_silent(wording, page),
        *_ahead(wording, page),
        *_waiting(wording, page),
        *_followed(wording, page),
        *_meeting(wording, page),
        *_lacking(wording, page, named=named),
    ]


def _listed(wording: Wording, key: str, things: Sequence[str], **facts: object) -> Line:
    """A count with the first three of its things, with the first, and alone."""
    forms = [few(wording, things, most) for most in (FEW, 1)]
    said = [wording.say(key, rows=some, **facts) for some in (*forms, "")]
    return Line.of(*said)


def _missed(wording: Wording, page: Digest) -> Iterator[Line]:
    for key, rows in (("missed", page.missed), ("reports", page.reports)):
        if rows:
            named, periods = [row.named for row in rows], periods_in_words(wording, page.periods)
            yield _listed(wording, f"reporting.week.{key}", named, count=len(rows), periods=periods)


def periods_in_words(wording: Wording, periods: PeriodCount) -> str:
    """应报40期，已报30、漏报10，另免报2."""
    excused = wording.word("reporting.week.excused", count=periods.excused) if periods.excused else ""
    facts = {"asked": periods.asked, "done": periods.done, "missed": periods.missed, "excused": excused}
    return wording.word("reporting.week.periods", **facts)


def _asking(wording: Wording, page: Digest) -> Iterator[Line]:
    """Difficulties that nobody has spoken past, and instructions without an answer."""
    if page.difficulties:
        told = [_difficulty(wording, page, row) for row in page.difficulties]
        yield _listed(wording, "reporting.week.difficulties", told, count=len(told))
    if page.instructions:
        told = [_instruction(wording, one) for one in page.instructions]
        numbers = list(dict.fromkeys(one.number for one in page.instructions))
        forms = (*(few(wording, told, most) for most in (FEW, 1)), *(few(wording, numbers, most) for most in (FEW, 1)))
        yield Line.of(
            *(wording.say("reporting.week.instructions", rows=some, count=len(told)) for some in (*forms, ""))
        )


def _difficulty(wording: Wording, page: Digest, row: RegisterRow) -> str:
    """What is in the way; one that was told before this page's time with its day."""
    if row.redacted or row.said is None:
        return row.named
    when = wording.word("reporting.week.difficulty_since", day=short_day(row.said.day))
    said = wording.word("reporting.week.difficulty", named=row.named, words=quote(row, row.said.words))
    return said + when if row.said.day < page.since.date() else said


def _instruction(wording: Wording, one: OpenInstruction) -> str:
    late = wording.word("reporting.digest.instruction_late", days=one.overdue) if one.overdue else ""
    told = "，".join(filter(None, ["" if one.redacted else "、".join(one.to), late]))
    return one.number + wording.word("reporting.week.which", rows=told) if told else one.number


def _silent(wording: Wording, page: Digest) -> Iterator[Line]:
    """People who have not answered, and on what: on other measures they may have."""
    if page.silent:
        people = [
            wording.word(
                "reporting.week.silent_person",
                name=silent.person.name,
                days=silent.working_days,
                numbers=few(wording, [row.number for row in silent.measures], 1),
            )
            for silent in page.silent
        ]
        # Never without the one who is silent the longest.
        ways = (("digest", FEW), ("week", FEW), ("week", 1))
        facts = {"days": page.chase_after, "count": len(people)}
        yield Line.of(
            *(
                wording.say(f"reporting.{part}.silent", people=few(wording, people, most), **facts)
                for part, most in ways
            )
        )


def _ahead(wording: Wording, page: Digest) -> Iterator[Line]:
    """What is due soon, what may become late, and what the secretary leads."""
    if page.near:
        soon = [
            wording.word("reporting.week.soon_row", named=row.named, day=short_day(row.standing.due))
            for row in page.near
            if row.standing.due
        ]
        yield _listed(
            wording, f"reporting.week.{'soon_besides' if page.reports else 'soon'}", soon, count=len(page.near)
        )
    if page.early:
        told = [wording.word("reporting.early.row", named=one.row.named, grounds=grounds(one)) for one in page.early]
        yield _listed(wording, "reporting.week.early", told, count=len(told))
    if page.secretary:
        late = sum(row.part is Part.OVERDUE for row in page.secretary)
        words = wording.word("reporting.week.secretary_late", count=late) if late else ""
        yield Line.of(wording.say("reporting.week.secretary", count=len(page.secretary), late=words))
    if page.targets:
        yield _listed(wording, "reporting.week.targets", target_rows(wording, page.targets), count=len(page.targets))


def _waiting(wording: Wording, page: Digest) -> Iterator[Line]:
    """What waits for others, and what is under special supervision."""
    if page.waits:
        yield _listed(wording, "reporting.week.waits", told_rows(wording, page.waits), count=len(page.waits))
    if page.key:
        yield _listed(wording, "reporting.week.key", [row.named for row in page.key], count=len(page.key))


def _followed(wording: Wording, page: Digest) -> Iterator[Line]:
    """What was given to people to answer and is open, and what went up."""
    followed = page.followed
    late = [lent(wording, row) for row in page.late_support]
    for kind, count in (("voices", followed.voices), ("checks", followed.checks), ("supports", followed.supports)):
        if count.open:
            yield _open(wording, kind, count, late)
    yield from (Line.of(said) for said in told_above(wording, followed.handed_up))


def _open(wording: Wording, kind: str, count: Count, late: Sequence[str]) -> Line:
    if not count.late:
        return Line.of(wording.say(f"reporting.week.{kind}", count=count.open))
    rows = [f"：{few(wording, late, most)}" if late else "" for most in (FEW, 1)]
    facts = {"count": count.open, "late": count.late}
    return Line.of(*(wording.say(f"reporting.week.{kind}_late", rows=one, **facts) for one in (*rows, "")))


def _meeting(wording: Wording, page: Digest) -> Iterator[Line]:
    """What meetings and visits left open, and which there were."""
    for kind, counted in (("decided", page.decided), ("demanded", page.demanded)):
        if counted.open:
            yield _unfinished(wording, kind, counted)
    if page.meetings.all:
        names = "、".join(f"{title}{count}" for title, count in page.meetings.held.items())
        yield Line.of(wording.say("reporting.week.meetings", names=names, decided=page.meetings.decided))
    if page.visits.all:
        yield Line.of(wording.say("reporting.week.visits", count=page.visits.all, decided=page.visits.decided))


def _unfinished(wording: Wording, kind: str, counted: Counted) -> Line:
    key = f"reporting.week.{kind}_late" if counted.late else f"reporting.week.{kind}"
    return Line.of(wording.say(key, count=counted.open, late=counted.late))


def _lacking(wording: Wording, page: Digest, *, named: bool) -> Iterator[Line]:
    """What the ledger lacks."""
    said = [gaps_line(wording, page.gaps, named=one) for one in (named, False)]
    if said[0]:
        gaps = page.gaps
        count = sum(map(len, (gaps.unowned, gaps.unclear, gaps.unsettled, gaps.unbound)))
        yield Line.of(*said, wording.say("reporting.week.gaps", count=count))
