"""What was kept as evidence, what is still missing, and all evidence of a measure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from bot.domain.evidence.evidence import Evidence, EvidenceKind
from bot.domain.evidence.requirement import Ground, KeptEvidence, Lack
from bot.domain.plan.measure import Measure
from bot.domain.settings.setting import SETTINGS
from bot.messages.body import LINE, Attachment, Button, MessageBody
from bot.messages.core.import_taps import ReadAsPlan
from bot.messages.core.measure import MeasureSummary, Quote
from bot.messages.evidence.keyboards import measure_rows, show_rows, withdraw_row, withdraw_rows
from bot.messages.text import day, full_day
from bot.messages.wording import Wording


def lack_in_words(wording: Wording, lack: Lack) -> str:
    """照片 2 张、文件 1 份（依据：…）: what a measure still needs, and on what that rests."""
    parts = ((lack.photos, "evidence.photos"), (lack.files, "evidence.files"), (lack.either, "evidence.either"))
    wanting = "、".join(wording.word(key, count=count) for count, key in parts if count)
    grounds = "；".join(dict.fromkeys(ground_in_words(wording, one) for one in lack.grounds))
    return wording.word("evidence.grounded", wanting=wanting, grounds=grounds) if grounds else wanting


def ground_in_words(wording: Wording, ground: Ground) -> str:
    """本单位设置“照片数”，何清溪3月20日定: on what a demand rests."""
    name = next(one.name for one in SETTINGS if one.field == ground.setting)
    scope = ground.scope or wording.word("evidence.ground.unit")
    if ground.day is None:
        return wording.word("evidence.ground.given", scope=scope, name=name)
    return wording.word("evidence.ground.made", scope=scope, name=name, who=ground.who, day=full_day(ground.day))


def kept_body(wording: Wording, kept: KeptEvidence, measure: Measure) -> MessageBody:
    """For which measure it was kept, and what is still missing; it can be taken back."""
    evidence = kept.evidence
    key = "evidence.again" if kept.again else "evidence.kept"
    lines = [wording.say(key, name=evidence.name, number=measure.number)]
    if kept.lack:
        lines.append(wording.say("evidence.lack", lack=lack_in_words(wording, kept.lack)))
    elif kept.lack is not None and kept.needed:
        lines.append(wording.say("evidence.enough"))
    lines += _asides(wording, kept)
    return MessageBody(LINE.join(lines), (withdraw_row(wording, evidence),), measures=(measure.id,))


def album_body(
    wording: Wording, kept: KeptEvidence, sent: Mapping[str, Sequence[Evidence]], measures: Sequence[Measure]
) -> MessageBody:
    """For which measures an album was kept as far as it has come; `sent` is what came, by the measure's id."""
    lines = [
        wording.say("evidence.kept", name=together_of(wording, some).name, number=measure.rpartition("/")[2])
        for measure, some in sent.items()
    ]
    if kept.lack:
        lines.append(wording.say("evidence.lack", lack=lack_in_words(wording, kept.lack)))
    lines += _asides(wording, kept)
    return MessageBody(LINE.join(lines), show_rows(wording, measures), measures=tuple(sent))


def together_of(wording: Wording, some: Sequence[Evidence]) -> Evidence:
    """The first of several, named for all of them."""
    first, *others = some
    return replace(first, name=wording.word("evidence.several", name=first.name, count=len(some))) if others else first


def which_body(
    wording: Wording, kept: KeptEvidence, album: str, candidates: Sequence[Measure], *, plan: bool = False
) -> MessageBody:
    """For which measure it is: a button each; `album` is "chat:message" of what was sent.

    `plan` means that it may be a ledger instead, which its sender may take in.
    """
    rows = measure_rows(wording, album.rpartition(":")[2], candidates)
    if plan:
        rows = (*rows, (Button(wording.word("evidence.as_plan"), ReadAsPlan(kept.evidence.id)),))
    text = wording.say("evidence.which" if candidates or plan else "evidence.nowhere", name=kept.evidence.name)
    return MessageBody(LINE.join([text, *_asides(wording, kept)]), rows)


def _asides(wording: Wording, kept: KeptEvidence) -> Iterator[Markup]:
    if kept.evidence.kind is EvidenceKind.VOICE and not kept.evidence.caption:
        yield wording.say("evidence.voice")
    if kept.first:
        yield wording.say("evidence.first")


def replaced_body(wording: Wording, evidence: Evidence) -> MessageBody:
    """What was kept in the place of a file that its sender changed."""
    number = evidence.measure.rpartition("/")[2]
    text = wording.say("evidence.replaced", name=evidence.name, number=number)
    return MessageBody(text, (withdraw_row(wording, evidence),))


def assigned_body(wording: Wording, evidence: Sequence[Evidence], number: str) -> MessageBody:
    """For which measure the evidence of a message was kept."""
    return MessageBody(wording.say("evidence.kept", name="、".join(one.name for one in evidence), number=number))


@dataclass(frozen=True)
class ShownEvidence:
    """A piece of evidence, who sent it, its file where it is there, and whether its reader may take it back."""

    evidence: Evidence
    quote: Quote
    attachment: Attachment | None
    withdrawable: bool = False


def evidence_body(wording: Wording, summary: MeasureSummary, shown: Sequence[ShownEvidence]) -> MessageBody:
    """All evidence of a measure; what has expired, is missing or was altered is said."""
    number = summary.measure.number
    if not shown:
        return MessageBody(wording.say("evidence.none", number=number), measures=(summary.id,))
    lines = [_line(wording, place, one) for place, one in enumerate(shown, 1)]
    head = wording.say("evidence.head", number=number, count=len(lines))
    mine = [(place, one.evidence) for place, one in enumerate(shown, 1) if one.withdrawable]
    album = tuple(one.attachment for one in shown if one.attachment)
    return MessageBody(
        LINE.join([head, *lines]), withdraw_rows(wording, mine), attachments=album, measures=(summary.id,)
    )


def _line(wording: Wording, place: int, shown: ShownEvidence) -> Markup:
    evidence, quote = shown.evidence, shown.quote
    facts = {"place": place, "kind": wording.word(f"evidence.kind.{evidence.kind}"), "name": evidence.name}
    if evidence.expired:
        return wording.say("evidence.expired", sender=quote.who, day=day(quote.day), **facts)
    if shown.attachment is None:
        return wording.say("evidence.missing", **facts)
    return wording.say("evidence.line", sender=quote.who, day=day(quote.day), caption=quote.words, **facts)
