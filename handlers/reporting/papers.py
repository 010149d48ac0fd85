"""Reporting: the weekly digest, charts, workbooks and Word documents on demand, and the regular messages."""

from telegram.constants import ChatAction

from bot.domain.core.refusal import StaleButton
from bot.domain.people.permission import Action
from bot.domain.people.person import Role
from bot.domain.reporting.period import read_period
from bot.messages.body import Attachment, MessageBody
from bot.messages.core.reporting_taps import BurdenAsWord, MakePaper
from bot.messages.reporting.burden import burden_body
from bot.messages.reporting.keyboards import paper_rows
from bot.services.reporting.burden import burden_for
from bot.services.reporting.charts import CHOICES, chart
from bot.services.reporting.decisions import decisions_for
from bot.services.reporting.digest import digest_for
from bot.services.reporting.drafting import keep_drafts
from bot.services.reporting.periodic import REGULAR, switch
from bot.services.reporting.release_named import drafts_titled
from bot.services.status.answers import rounds_named
from handlers.core.arguments import nothing, one_of
from handlers.core.context import Context
from handlers.core.routes import Command, Routes, TapRoute
from handlers.reporting.release import show_filed

MAKERS = (Role.OFFICE, Role.SECRETARY)
KINDS = {
    "周报": "weekly",
    "月报": "monthly",
    "公开稿": "notice",
    "销号单": "slip",
    "台账": "ledger",
    "统计表": "stats",
    "销号登记": "closings",
    "催办登记": "reminders",
    "函件登记": "letters",
    "批示登记": "instructions",
    "会议登记": "meetings",
    "督办登记": "visits",
    "举一反三": "similar",
    "群众意见": "voices",
    "验收登记": "acceptances",
    "验收单": "acceptance",
    "卷宗": "dossier",
    "批示单": "instruction",
    "归档": "archive",
    "定稿": "final",
    "会议纪要": "minutes",
    "督办记录": "visit",
    "减负账": "burden",
}
FINAL = "final"
NAMED = {"instruction", "archive"}  # which needs a number or a round
LARGE = ("archive", "dossier")  # each file in a message of its own


async def on_report(context: Context) -> None:
    """Draw up a document and send its files."""
    kind, _, about = context.words.partition(" ")
    name = KINDS.get(kind, kind)
    if name not in KINDS.values():
        await context.person()
        bare = {word: kind for word, kind in KINDS.items() if kind not in NAMED}
        said = context.say("reporting.paper.how", kinds="、".join(KINDS))
        await context.answer(MessageBody(said, paper_rows(bare)))
        return
    await _make(context, name, about.strip())


async def on_paper(context: Context, tap: MakePaper) -> None:
    """Draw up the document of the button."""
    if tap.kind not in KINDS.values():
        raise StaleButton
    await _make(context, tap.kind, "")


async def _make(context: Context, name: str, about: str) -> None:
    if name == FINAL:
        await show_filed(context, await context.person(), about)
        return
    await _send(context, name, about)


async def on_export(context: Context) -> None:
    """Send the ledger as a workbook, of each round one or of the round that is named; it reads back to the plan."""
    await _send(context, "ledger", context.words)


async def _send(context: Context, kind: str, about: str) -> None:
    from bot.services.reporting.documents import draw_documents

    person = await context.person()
    if person.holds(*MAKERS):
        await context.announce(context.say("reporting.paper.wait"))
        await context.show_busy(ChatAction.UPLOAD_DOCUMENT)
    made = await draw_documents(context.request, kind, person.unit, about, by=person)
    attached = tuple(Attachment(name, content) for name, content in made.files)
    said = context.say(f"reporting.paper.{kind}", count=len(attached))
    if kind not in LARGE:
        await context.answer(MessageBody(said, attachments=attached))
        await keep_drafts(context.request, person.unit, person, made.drafts)
        if titles := await drafts_titled(context.request, person, kind):
            await context.answer(context.say("reporting.release.drawn", titles="、".join(titles)))
        return
    for one in attached:  # large: each in a message of its own
        await context.answer(MessageBody(said, attachments=(one,)))


async def on_chart(context: Context) -> None:
    """Draw the charts that the words name."""
    person = await context.person()
    await context.show_busy(ChatAction.UPLOAD_PHOTO)
    await context.answer(await chart(context.request, person, context.words))


async def on_digest(context: Context) -> None:
    """Compile the week as it stands now, and what it asks to be decided, each in a message of its own."""
    person = await context.person()
    await context.answer(await digest_for(context.request, person, context.words))
    if not context.words:
        for decision in await decisions_for(context.request, person):
            await context.answer(decision)


async def on_burden(context: Context) -> None:
    """Show what was asked of the person in a month, to office and secretary of everybody in the unit."""
    burden = await burden_for(context.request, await context.person(), context.words)
    await context.answer(burden_body(context.wording, burden))


async def on_burden_paper(context: Context, tap: BurdenAsWord) -> None:
    """Hand out the account of a month as a page for an inspector."""
    year, _, month = tap.month.partition("-")
    await _send(context, "burden", f"{year}年{int(month)}月")


async def on_switch(context: Context) -> None:
    """Switch a regular message off or on again for oneself."""
    person = await context.person()
    if not context.words:
        await context.answer(context.say("reporting.usage_switch"))
        return
    name, is_on = await switch(context.request, person, context.words)
    await context.answer(context.say("reporting.switched_on" if is_on else "reporting.switched_off", name=name))


async def a_period(context: Context, words: str) -> bool:
    """True for a month, a week or the like, and for a round."""
    _, _, rest = await rounds_named(context.request, await context.unit(), words)
    return read_period(rest, context.request.today(await context.unit())) is not None


ROUTES = Routes(
    commands=(
        Command("digest", ("周报",), on_digest, takes=a_period),
        Command(
            "report", ("出文", "文书"), on_report, MAKERS, one_of(*KINDS, *KINDS.values()), needs=(Action.DRAW_UP,)
        ),
        Command("export", ("导出",), on_export, MAKERS, nothing, needs=(Action.DRAW_UP,)),
        Command("chart", ("图表",), on_chart, takes=one_of(*CHOICES)),
        Command("burden", ("减负账", "减负"), on_burden, takes=a_period),
        Command("switch", ("开关",), on_switch, takes=one_of(*REGULAR)),
    ),
    taps=(TapRoute(BurdenAsWord, on_burden_paper), TapRoute(MakePaper, on_paper)),
)
