"""举一反三 of one finding and of all: the cause, the places that are proposed, what was looked at, the rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.domain.plan.short_name import short_name
from bot.domain.similar.cause import Cause, CauseKind, Rule
from bot.domain.status.standing import Standing
from bot.domain.supervision.assignment import Assignment, Outcome
from bot.messages.body import LINE, Button, MessageBody, Rows
from bot.messages.core.assignment_taps import CheckSimilar, NotConcerned, SetCause, ShowSimilar
from bot.messages.supervision.assignment import lateness, outcome_word
from bot.messages.text import cut, day
from bot.messages.wording import Wording

LONGEST = 60  # characters of a finding's text
MOST = 8  # findings that have a button


@dataclass(frozen=True)
class Place:
    """Another finding at whose place the same may stand; `text` is "" where messages may not show it."""

    id: str
    number: str
    text: str


@dataclass(frozen=True, kw_only=True)
class SimilarView:
    """What is known of a finding's kind."""

    finding: str
    number: str
    text: str
    cause: Cause | None
    places: tuple[Place, ...]
    checks: tuple[tuple[Assignment, tuple[str, ...], Standing], ...]
    units: tuple[str, ...] = ()  # names of those below that have the like


@dataclass(frozen=True, kw_only=True)
class SimilarSummary:
    """The same of all findings: counts, what is open, and the rules."""

    causes: Mapping[CauseKind, int]
    uncaused: tuple[Place, ...]  # closed findings of which no cause is known
    outcomes: Mapping[Outcome, int]
    late: int
    rules: tuple[tuple[Rule, str], ...]  # with the number of the finding
    of_round: str = ""  # the rounds that it is about alone


def cause_rows(wording: Wording, finding: str) -> Rows:
    """制度 · 执行 · 人员 · 客观."""
    return (tuple(Button(wording.word(f"similar.cause.{kind}"), SetCause(finding, kind)) for kind in CauseKind),)


def similar_body(wording: Wording, view: SimilarView, *, decides: bool) -> MessageBody:
    """Cause, proposals with 查 and 不涉及, and what was looked at."""
    lines = [wording.say("similar.head", number=view.number, text=cut(view.text, LONGEST)), _cause(wording, view)]
    lines += [
        wording.say(
            "similar.check",
            words=cut(one.words, LONGEST),
            names="、".join(names) or "—",
            day=day(one.answer_by),
            outcome=outcome_word(wording, one),
            answer=cut(one.answer, LONGEST),
        )
        + lateness(wording, stands)
        for one, names, stands in view.checks
    ]
    key = "similar.places" if view.places else "similar.no_places"
    lines.append(wording.say(key, count=len(view.places)))
    lines += [wording.say("similar.place", number=one.number, text=cut(one.text, LONGEST)) for one in view.places]
    if view.units:
        lines.append(wording.say("similar.below", count=len(view.units), names="、".join(view.units)))
    rows: list[tuple[Button, ...]] = []
    if decides:
        rows += [_place_row(wording, view.finding, one) for one in view.places]
        rows += cause_rows(wording, view.finding) if view.cause is None else ()
        lines.append(wording.say("similar.elsewhere", number=view.number))
    return MessageBody(LINE.join(lines), tuple(rows))


def _place_row(wording: Wording, finding: str, place: Place) -> tuple[Button, ...]:
    check = Button(wording.word("similar.button_check", number=place.number), CheckSimilar(finding, place.id))
    return check, Button(wording.word("similar.button_not", number=place.number), NotConcerned(finding, place.id))


def _cause(wording: Wording, view: SimilarView) -> Markup:
    if view.cause is None:
        return wording.say("similar.no_cause")
    kind = wording.word(f"similar.cause.{view.cause.kind}")
    return wording.say("similar.caused", kind=kind, words=view.cause.words)


def ask_cause_body(wording: Wording, finding: str, number: str) -> MessageBody:
    """What caused the finding that was closed just now; and the way to where the same may stand."""
    show = (Button(wording.word("similar.button_show"), ShowSimilar(finding)),)
    return MessageBody(wording.say("similar.ask_kind", number=number), (*cause_rows(wording, finding), show))


def summary_body(
    wording: Wording, summary: SimilarSummary, findings: Sequence[Place], *, decides: bool = True
) -> MessageBody:
    """Counts and rules, and a button for each finding that was closed without a cause."""
    causes = "、".join(
        wording.word("similar.count", word=wording.word(f"similar.cause.{kind}"), count=summary.causes.get(kind, 0))
        for kind in CauseKind
    )
    outcomes = "、".join(
        wording.word("similar.count", word=wording.word(f"supervision.assignment.outcome.{one or 'open'}"), count=count)
        for one, count in summary.outcomes.items()
    )
    of_round = summary.of_round
    lines = [
        wording.say("similar.all_head") + (wording.say("similar.of_round", name=of_round) if of_round else ""),
        wording.say("similar.all_causes", causes=causes),
        wording.say("similar.all_checks", count=sum(summary.outcomes.values()), outcomes=outcomes or "—"),
    ]
    if summary.late:
        lines.append(wording.say("similar.all_late", count=summary.late))
    lines.append(wording.say("similar.all_rules", count=len(summary.rules)))
    lines += [
        wording.say("similar.rule", name=rule.name, number=rule.number or "—", day=day(rule.made), finding=finding)
        for rule, finding in summary.rules
    ]
    lines.append(wording.say("similar.how"))
    lines += [wording.say("similar.how_rule")] if decides else []
    buttons = [
        (
            Button(
                wording.word("similar.button_finding", number=one.number, name=short_name(one.text)),
                ShowSimilar(one.id),
            ),
        )
        for one in findings[:MOST]
    ]
    return MessageBody(LINE.join(lines), tuple(buttons))
