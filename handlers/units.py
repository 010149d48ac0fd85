"""Units: what the upper unit sees of those below it, and the first link for their offices."""

import asyncio
import math

from markupsafe import escape

from bot.domain.people.person import Role
from bot.messages.body import Attachment, MessageBody
from bot.messages.core.taps import ShowUnits, UnitsWorkbook
from bot.messages.text import day
from bot.messages.units.view import oversight_body, unit_body
from bot.services.units.oversight import invite_below, link_below, oversight_of_all, oversight_of_one
from handlers.core.arguments import nothing
from handlers.core.context import Context
from handlers.core.invitation import link, qr
from handlers.core.routes import Command, Routes, TapRoute


async def on_units(context: Context) -> None:
    """Show the units below, one of them, or issue a link for the office of one."""
    person = await context.person()
    match context.words.split():
        case []:
            await context.answer(oversight_body(context.wording, await oversight_of_all(context.unscoped, person)))
        case ["邀请", *unit, name] if unit:
            await _invite(context, " ".join(unit), name)
        case ["邀请", *_]:
            await context.answer(context.say("units.invite_usage"))
        case _:
            seen = await oversight_of_one(context.unscoped, person, context.words)
            await context.answer(unit_body(context.wording, seen))


async def _invite(context: Context, unit_name: str, name: str) -> None:
    person = await context.person()
    unit, invited = await link_below(context.unscoped, person, unit_name, name)
    hours = math.ceil((invited.expires - context.request.now()).total_seconds() / 3600)
    address = link(context, invited)
    text = context.say("units.invited", unit=unit.name, name=name, hours=hours, link=escape(address))
    await context.answer(MessageBody(text, attachments=(qr(name, address),), fleeting=True))
    await invite_below(context.unscoped, person, unit, invited)


async def on_page(context: Context, tap: ShowUnits) -> None:
    """Turn to a page, in place; the first one comes below the week's page, which has none."""
    seen = await oversight_of_all(context.unscoped, await context.person())
    await context.answer(oversight_body(context.wording, seen, tap.page or 1), edit=tap.page > 0)


async def on_book(context: Context, _: UnitsWorkbook) -> None:
    """Send the workbook."""
    from bot.documents.workbook.oversight import FILE, oversight_book

    seen = await oversight_of_all(context.unscoped, await context.person())
    book = await asyncio.to_thread(oversight_book, seen)
    text = context.say("units.book_made", day=day(seen.today))
    await context.answer(MessageBody(text, attachments=(Attachment(FILE, book),)))


ROUTES = Routes(
    commands=(
        Command("units", ("各单位", "下级单位"), on_units, (Role.SECRETARY, Role.OFFICE, Role.OBSERVER), nothing),
    ),
    taps=(TapRoute(ShowUnits, on_page), TapRoute(UnitsWorkbook, on_book)),
)
