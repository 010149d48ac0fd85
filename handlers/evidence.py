"""Evidence: photos, files, voice and locations, kept for a measure, or for the visit on which one is."""

from dataclasses import replace

from markupsafe import Markup
from telegram import Message
from telegram.ext import filters

from bot.domain.core.refusal import Refusal, TooManyFiles, Unreadable
from bot.domain.evidence.evidence import EvidenceKind
from bot.domain.evidence.requirement import KeptEvidence
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.messages.core.taps import AssignEvidence, ShowEvidence, WithdrawEvidence
from bot.messages.evidence.view import album_body, assigned_body, kept_body, replaced_body, together_of, which_body
from bot.messages.wording import official
from bot.services.core.redaction import redacted
from bot.services.evidence.cards import evidence_list
from bot.services.evidence.undo import undo_evidence
from bot.services.evidence.upload import Upload, album_of, assign_evidence, keep_evidence, replace_evidence
from bot.services.inspections.visits import keep_location, keep_seen, own_visit
from bot.services.replies.named_measure import measure_by_id
from bot.services.replies.understanding import measures_in_mind, which_measure
from handlers.core.context import Context
from handlers.core.errors import attempt, in_words
from handlers.core.questions import has_words
from handlers.core.recording import amend_words, take_caption
from handlers.core.routes import EDITED, OWN, MessageRoute, Routes, TapRoute


def _told_apart(message: Message) -> tuple[EvidenceKind, str, int | None, str]:
    """Kind, file id, size and name of what was sent, "" where it has none."""
    if message.photo:
        best = message.photo[-1]
        return EvidenceKind.PHOTO, best.file_id, best.file_size, ""
    if message.document:
        document = message.document
        return EvidenceKind.FILE, document.file_id, document.file_size, document.file_name or ""
    if message.voice:
        return EvidenceKind.VOICE, message.voice.file_id, message.voice.file_size, ""
    if message.video:
        return EvidenceKind.VIDEO, message.video.file_id, message.video.file_size, message.video.file_name or ""
    raise Unreadable(what="other")


async def _sent(context: Context) -> Upload:
    """What was sent, with its content and the message or album that it came in."""
    message = context.message
    kind, file_id, size, name = _told_apart(message)
    name = name or official(f"evidence.file.{kind}")
    content = await context.download(file_id, size)
    group = message.media_group_id
    album = context.request.place(message.chat_id, group) if group else context.place
    return Upload(content=content, kind=kind, name=name, caption=message.caption or "", file=file_id, message=album)


async def _visit_of(context: Context, person: Person, words: str = "") -> str:
    """The id of the visit on which the person is; "" where there is none, or something else is meant."""
    from bot.readers.reply.measure_number import named_in

    if context.replied_to or named_in(words):
        return ""
    return await own_visit(context.request, person)


async def _take_photo(context: Context, person: Person, visit: str, sent: Upload) -> None:
    """Keep a photo or file as what the visit found."""
    name = await keep_seen(context.request, person, visit, sent)
    if context.message.media_group_id:
        context.answers.album = sent.message
    await context.answer(context.say("inspections.took_photo", name=name))


async def _take_place(context: Context, person: Person, visit: str, location: str) -> None:
    """Say where the visit is."""
    await keep_location(context.request, person, visit, location)
    await context.answer(context.say("inspections.took_place", location=location))


async def on_replaced(context: Context) -> None:
    """Keep what the file of a message was changed for in its place; a changed caption is a corrected word."""
    person = await context.person()
    sent = await _sent(context)
    kept = await replace_evidence(context.request, person, sent)
    if kept is None:
        await amend_words(context)
        return
    await context.answer(replaced_body(context.wording, kept.evidence))


async def on_evidence(context: Context) -> None:
    """Keep what was sent; its caption is a reply like any other, and taken also where the file is refused."""
    person = await context.person()
    words, size = context.message.caption or "", _told_apart(context.message)[2]
    if has_words(words) and (too_much := await context.refusal_of_file(size)):
        await _without_file(context, person, words, too_much)
        return
    sent = await attempt(_sent(context))
    if isinstance(sent, Refusal):
        await _without_file(context, person, words, sent)
        return
    if visit := await _visit_of(context, person, words):
        await _take_photo(context, person, visit, sent)
        return
    measure = await which_measure(context.request, person, words, card=context.replied_to, sent_in=sent.message)
    kept = await attempt(keep_evidence(context.request, person, sent, measure.id if measure else ""))
    if isinstance(kept, Refusal):
        await _without_file(context, person, words, kept)
        return
    album = sent.message
    if context.message.media_group_id:
        await _answer_album(context, person, kept, album)
    else:
        await _answer(context, person, kept, measure, album)
    if words:
        reports = not (measure and (measure.is_ended or not has_words(words)))
        await take_caption(context, person, words, reports=reports)


async def on_caption(context: Context) -> None:
    """Say that what came with words is not kept, such as a piece of music, and take the words."""
    await _without_file(context, await context.person(), context.message.caption or "", Unreadable(what="only_words"))


async def _without_file(context: Context, person: Person, words: str, refused: Refusal) -> None:
    """Say why a file is not kept, and take its caption all the same; what a voice message says has to be written."""
    if has_words(words):
        await context.answer(await in_words(context, refused))
        await take_caption(context, person, words, reports=True)
    elif context.message.voice and not isinstance(refused, TooManyFiles):
        text = Markup("\n").join([await in_words(context, refused), context.say("evidence.write")])
        await context.answer(text)
    else:
        raise refused


async def on_place(context: Context) -> None:
    """Keep a location as evidence."""
    person = await context.person()
    location = context.message.location
    if location is None:
        return
    text = f"{location.latitude:.6f},{location.longitude:.6f}"
    if visit := await _visit_of(context, person):
        await _take_place(context, person, visit, text)
        return
    place = context.place
    measure = await which_measure(context.request, person, "", card=context.replied_to, sent_in=place)
    sent = Upload(
        content=text.encode(),
        kind=EvidenceKind.LOCATION,
        name=official("evidence.file.location"),
        caption=text,
        file="",
        message=place,
    )
    kept = await keep_evidence(context.request, person, sent, measure.id if measure else "")
    await _answer(context, person, kept, measure, place)


async def _answer_album(context: Context, person: Person, kept: KeptEvidence, album: str) -> None:
    """Answer an album as far as it has come, once; pictures without a measure follow those that have one."""
    context.answers.album = album
    sent = await album_of(context.request, person, album)
    if kept.evidence.measure and sent.get(""):
        await assign_evidence(context.request, person, album, kept.evidence.measure)
        sent = await album_of(context.request, person, album)
    if "" in sent:
        candidates = await redacted(context.request, await measures_in_mind(context.request, person))
        together = replace(kept, evidence=together_of(context.wording, sent[""]))
        await context.answer(which_body(context.wording, together, album, candidates))
    else:
        measures = [await measure_by_id(context.request, one) for one in sent]
        shown = await redacted(context.request, measures)
        await context.answer(album_body(context.wording, kept, sent, shown))


async def _answer(context: Context, person: Person, kept: KeptEvidence, measure: Measure | None, album: str) -> None:
    if measure is None:
        candidates = await redacted(context.request, await measures_in_mind(context.request, person))
        plan = person.holds(Role.OFFICE) and kept.evidence.name.lower().endswith(MAYBE_PLANS)
        await context.answer(which_body(context.wording, kept, album, candidates, plan=plan))
    else:
        await context.answer(kept_body(context.wording, kept, measure))


async def on_assign(context: Context, tap: AssignEvidence) -> None:
    """Put what was sent to the measure that was chosen."""
    person = await context.person()
    kept = await assign_evidence(context.request, person, context.request.place(context.account, tap.sent), tap.measure)
    body = assigned_body(context.wording, [one.evidence for one in kept], tap.measure.rpartition("/")[2])
    await context.answer(body, edit=True)


async def on_show(context: Context, tap: ShowEvidence) -> None:
    """Show all evidence of a measure."""
    await context.answer(await evidence_list(context.request, await context.person(), tap.measure))


async def on_withdraw(context: Context, tap: WithdrawEvidence) -> None:
    """Take a piece of evidence back."""
    gone = await undo_evidence(context.request, await context.person(), tap.evidence)
    await context.answer(context.say("evidence.withdrawn", name=gone.name), edit=True)


MAYBE_PLANS = (".pdf",)
FILES = filters.PHOTO | filters.Document.ALL | filters.VIDEO
ROUTES = Routes(
    taps=(
        TapRoute(ShowEvidence, on_show),
        TapRoute(AssignEvidence, on_assign),
        TapRoute(WithdrawEvidence, on_withdraw),
    ),
    messages=(
        MessageRoute(OWN & (FILES | filters.VOICE), on_evidence),
        MessageRoute(OWN & filters.CAPTION, on_caption),
        MessageRoute(EDITED & FILES, on_replaced),
        MessageRoute(OWN & filters.LOCATION, on_place),
    ),
)
