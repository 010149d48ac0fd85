"""The last import taken back, and brought back again."""

from bot.domain.people.person import Role
from bot.messages.core.import_taps import (
    RedoImport,
    UndoImport,
)
from bot.messages.imports.view import (
    redone_body,
    undo_body,
    undone_body,
)
from bot.messages.people.proposal import proposed_body
from bot.services.core.proposals import Proposed
from bot.services.imports.undo import redo_import, undo_import, undoable
from handlers.core.context import Context
from handlers.core.routes import Command, Routes, TapRoute

OFFICE = (Role.OFFICE,)


async def on_undo(context: Context) -> None:
    """Show what taking the last import back would do."""
    await context.answer(undo_body(context.wording, await undoable(context.request, by=await context.person())))


async def on_undo_confirmed(context: Context, _: UndoImport) -> None:
    """Take the last import back."""
    undone = await undo_import(context.request, by=await context.person())
    if isinstance(undone, Proposed):
        await context.answer(proposed_body(context.wording, undone.proposal, undone.deciders), edit=True)
        return
    await context.answer(undone_body(context.wording, undone), edit=True)


async def on_redo(context: Context, _: RedoImport) -> None:
    """Bring the import back that was taken back."""
    redone = await redo_import(context.request, by=await context.person())
    if isinstance(redone, Proposed):
        await context.answer(proposed_body(context.wording, redone.proposal, redone.deciders), edit=True)
        return
    await context.answer(redone_body(context.wording, redone), edit=True)


ROUTES = Routes(
    commands=(Command("undo_import", ("撤销导入",), on_undo, OFFICE),),
    taps=(TapRoute(UndoImport, on_undo_confirmed), TapRoute(RedoImport, on_redo)),
)
