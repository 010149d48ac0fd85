"""上级验收: handed in by the office with a sealed dossier; graded, drawn from, accepted or not by the upper unit."""

from bot.domain.acceptance.acceptance import Acceptor, Verdict, short_seal
from bot.domain.people.person import Person, Role
from bot.messages.acceptance.view import day_words, kind_words
from bot.messages.body import Attachment, MessageBody
from bot.messages.core.acceptance_taps import (
    AcceptanceAsWord,
    CallBack,
    DrawLot,
    GetDossier,
    GradeAcceptance,
    HandIn,
    PassAcceptance,
    RateOwn,
    RefuseAcceptance,
    ShowAcceptance,
)
from bot.messages.core.questions import CallBackQuestion, VerdictQuestion
from bot.messages.text import told_names
from bot.services.acceptance.cards import (
    dossier_for,
    list_acceptances,
    prepared_body,
    show_acceptance,
)
from bot.services.acceptance.record import (
    Judged,
    Word,
    call_back,
    demand_callable,
    demand_judgeable,
    draw,
    hand_in,
    judge,
    prepare,
)
from bot.services.acceptance.subject import named_subject
from handlers.core.arguments import something_named
from handlers.core.context import Context
from handlers.core.questions import ask
from handlers.core.routes import AnswerRoute, Command, Routes, TapRoute


async def on_accept(context: Context) -> None:
    """Show what would be handed in of what the words name; without words, or for others, the list."""
    person = await context.person()
    subject = await named_subject(context.request, person, context.words) if context.words else ""
    if not subject:
        await context.answer(await list_acceptances(context.request, person, context.words))
        return
    await context.answer(prepared_body(context.request, await prepare(context.unscoped, person, subject)))


async def on_rate(context: Context, tap: RateOwn) -> None:
    """Show it with the grades so far."""
    prepared = await prepare(context.unscoped, await context.person(), tap.subject, tap.own, tap.of)
    await context.answer(prepared_body(context.request, prepared), edit=bool(tap.of))


async def on_hand_in(context: Context, tap: HandIn) -> None:
    """Seal the dossier, hand it in, and say who was told."""
    person = await context.person()
    done = await hand_in(context.unscoped, person, tap.subject, tap.own, tap.of)
    one = done.acceptance
    key = "handed_in" if one.acceptor is Acceptor.ABOVE else "handed_outside"
    facts = {**_facts(context, done), "times": one.times, "name": one.name, "day": day_words(one.answer_by)}
    text = context.say(f"acceptance.{key}", **facts)
    card = await show_acceptance(context.request, person, one.id)
    await context.answer(MessageBody(text, card.buttons, measures=card.measures, matter=card.matter), edit=True)


async def on_show(context: Context, tap: ShowAcceptance) -> None:
    """Show the card."""
    await context.answer(await show_acceptance(context.request, await context.person(), tap.acceptance))


async def on_grade(context: Context, tap: GradeAcceptance) -> None:
    """Show the card with one more grade or mark."""
    person = await context.person()
    await demand_judgeable(context.request, person, tap.acceptance)
    await context.answer(
        await show_acceptance(context.request, person, tap.acceptance, tap.given, tap.marks), edit=True
    )


async def on_draw(context: Context, tap: DrawLot) -> None:
    """Draw, and show the card on which what was found is entered."""
    person = await context.person()
    done = await draw(context.unscoped, person, tap.acceptance)
    facts = {**_facts(context, done), "drawn": "、".join(done.acceptance.drawn)}
    await context.answer(await show_acceptance(context.request, person, tap.acceptance), edit=True)
    await context.answer(context.say("acceptance.drawn", **facts))


async def on_pass(context: Context, tap: PassAcceptance) -> None:
    """Accept it."""
    person = await context.person()
    done = await judge(context.unscoped, person, tap.acceptance, Word(Verdict.ACCEPTED, tap.given, tap.marks))
    await _say(context, done, edit=True)


async def on_refuse(context: Context, tap: RefuseAcceptance) -> None:
    """Ask why it is returned, or what is wrong."""
    one = await demand_judgeable(context.request, await context.person(), tap.acceptance)
    asked = VerdictQuestion(one.id, tap.verdict, tap.given, tap.marks)
    what = kind_words(context.wording, one.kind, one.number)
    text = context.say(f"acceptance.ask_{tap.verdict}", what=what, title=one.title)
    await ask(context, asked, text, variety=tap.verdict)


async def take_refusal(context: Context, person: Person, asked: VerdictQuestion, words: str) -> None:
    """Return it, or find fault, for the reason that was written."""
    said = Word(asked.verdict, asked.given, asked.marks, words)
    done = await judge(context.unscoped, person, asked.about, said)
    await _say(context, done)


async def on_call_back(context: Context, tap: CallBack) -> None:
    """Ask why it is taken back."""
    one = await demand_callable(context.request, await context.person(), tap.acceptance)
    what = kind_words(context.wording, one.kind, one.number)
    await ask(context, CallBackQuestion(one.id), context.say("acceptance.ask_back", what=what, title=one.title))


async def take_call_back(context: Context, person: Person, asked: CallBackQuestion, words: str) -> None:
    """Take it back for the reason that was written."""
    await _say(context, await call_back(context.unscoped, person, asked.about, words))


async def on_dossier(context: Context, tap: GetDossier) -> None:
    """Send the dossier, each of its archives in a message of its own: they are large."""
    one, files = await dossier_for(context.request, await context.person(), tap.acceptance)
    what = kind_words(context.wording, one.kind, one.number)
    said = context.say("acceptance.dossier", what=what, title=one.title, seal=short_seal(one.seal))
    for file in files:
        await context.answer(MessageBody(said, attachments=(file,)))


async def on_sheet(context: Context, tap: AcceptanceAsWord) -> None:
    """Send the sheet."""
    from bot.services.reporting.documents import make_documents

    person = await context.person()
    files = await make_documents(context.request, "acceptance", person.unit, tap.acceptance, by=person)
    attached = tuple(Attachment(name, content) for name, content in files)
    await context.answer(MessageBody(context.say("reporting.paper.acceptance"), attachments=attached))


async def _say(context: Context, done: Judged, *, edit: bool = False) -> None:
    """Say what was recorded, and who was told."""
    await context.answer(context.say(f"acceptance.{done.acceptance.verdict}", **_facts(context, done)), edit=edit)


def _facts(context: Context, done: Judged) -> dict[str, str]:
    one = done.acceptance
    return {
        "what": kind_words(context.wording, one.kind, one.number),
        "title": one.title,
        "seal": short_seal(one.seal),
        "names": _names(context, done),
    }


def _names(context: Context, done: Judged) -> str:
    """Who was told; of another unit only who handed it in."""
    one = done.acceptance
    return one.asker if one.acceptor is Acceptor.SHARE and done.told else told_names(context.wording, done.told)


ROUTES = Routes(
    commands=(
        Command(
            "accept",
            ("上级验收", "报验"),
            on_accept,
            (Role.SECRETARY, Role.OFFICE, Role.LEADER, Role.OBSERVER),
            something_named,
        ),
    ),
    taps=(
        TapRoute(RateOwn, on_rate),
        TapRoute(HandIn, on_hand_in),
        TapRoute(ShowAcceptance, on_show),
        TapRoute(GradeAcceptance, on_grade),
        TapRoute(DrawLot, on_draw),
        TapRoute(PassAcceptance, on_pass),
        TapRoute(RefuseAcceptance, on_refuse),
        TapRoute(CallBack, on_call_back),
        TapRoute(GetDossier, on_dossier),
        TapRoute(AcceptanceAsWord, on_sheet),
    ),
    answers=(AnswerRoute(VerdictQuestion, take_refusal), AnswerRoute(CallBackQuestion, take_call_back)),
)
