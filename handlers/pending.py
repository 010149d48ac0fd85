"""首页 and 待办: all that waits for one, decided by a tap; buttons that are too old lead here as well."""

from dataclasses import replace

from bot.domain.people.person import Person
from bot.domain.replies.question_state import QuestionState
from bot.messages.body import MessageBody
from bot.messages.core.pending_taps import (
    ConfirmAct,
    DoAct,
    DropAct,
    MoreTiles,
    OpenMatter,
    RefuseAct,
    RunCommand,
    TakeBackAct,
    TodoPage,
)
from bot.messages.core.questions import ActQuestion, CommandReasonQuestion
from bot.messages.pending.act import back_row, done_body
from bot.messages.pending.home import MOST, home_body, more_body
from bot.messages.people.proposal import proposed_body
from bot.messages.text import told_names
from bot.services.core.proposals import Proposed
from bot.services.pending.acts import do_act, drop_act, take_back
from bot.services.pending.cards import matter_card
from bot.services.pending.home import home_of
from bot.services.pending.pinned_home import pin_home
from bot.services.pending.proposals import decide
from bot.services.replies.question import answered
from bot.services.status.answers import of_measure
from handlers.core.act_sentences import carry_out
from handlers.core.acts import take_reason
from handlers.core.arguments import nothing
from handlers.core.context import Context
from handlers.core.routes import AnswerRoute, Command, Routes, TapRoute
from handlers.core.view import show_todo, show_view

DEPTH = 3  # parts of a measure's id; what hangs on one is named after it


async def on_todo(context: Context) -> None:
    """List what waits for the person, or what of it is of the round that is named."""
    await show_todo(context, words=context.words)


async def on_page(context: Context, tap: TodoPage) -> None:
    """Turn the page of the list, in place, as things are now; page 0 opens it below."""
    await show_todo(context, tap.page or 1, edit=tap.page > 0)


async def on_open(context: Context, tap: OpenMatter) -> None:
    """Show the live card of what waits; where nothing does, the card of its measure."""
    card = await matter_card(context.request, await context.person(), tap.matter)
    if card is None:
        await _gone(context, tap.matter, expired=tap.expired)
        return
    if tap.expired:
        await context.alert(context.say("pending.expired"))
    await context.answer(replace(card, matter=tap.matter))


async def on_confirm(context: Context, tap: ConfirmAct) -> None:
    """Confirm what another one asked for: it is done."""
    await _decided(context, tap.matter, agree=True)


async def on_refuse(context: Context, tap: RefuseAct) -> None:
    """Refuse it, or withdraw one's own."""
    await _decided(context, tap.matter, agree=False)


async def on_do(context: Context, tap: DoAct) -> None:
    """Do what the preview shows; where it needs two, it waits for the other one."""
    await _do(context, tap.matter)


async def on_drop(context: Context, tap: DropAct) -> None:
    """Leave it."""
    await drop_act(context.request, await context.person(), tap.matter)
    await answered(context.request, await context.person(), how=QuestionState.WITHDRAWN)
    await context.answer(context.say("pending.act.dropped"), edit=True)


async def on_take_back(context: Context, tap: TakeBackAct) -> None:
    """Put everything as it was before."""
    what, told = await take_back(context.request, await context.person(), tap.matter)
    names = told_names(context.wording, told)
    await context.answer(context.say("pending.act.taken_back", what=what, names=names), edit=True)


async def take_word(context: Context, _: Person, asked: ActQuestion, __: str) -> None:
    """Do what the preview shows, as it was said in words."""
    await _do(context, asked.about)


async def _do(context: Context, matter: str) -> None:
    person = await context.person()
    done = await do_act(context.request, person, matter)
    await answered(context.request, person)
    if isinstance(done, Proposed):
        body = proposed_body(context.wording, done.proposal, done.deciders)
    else:
        body = done_body(context.wording, done)
    await context.answer(body, edit=True)


async def _decided(context: Context, matter: str, *, agree: bool) -> None:
    decided = await decide(context.request, await context.person(), matter, agree=agree)
    proposal = decided.proposal
    rows = (back_row(context.wording, decided.done.id),) if decided.done else ()
    text = context.say(f"people.proposal.{proposal.state}", what=proposal.what)
    await context.answer(MessageBody(text, rows), edit=True)


async def _gone(context: Context, matter: str, *, expired: bool = False) -> None:
    """What is decided, or not one's own, shows the card of its measure as it is now, where it is of one."""
    measure = matter.split("/")[:DEPTH]
    if len(measure) < DEPTH:
        await context.alert(context.say("pending.gone"))
        return
    view = await of_measure(context.request, "/".join(measure))
    if expired:
        await context.alert(context.say("pending.expired"))
    await show_view(context, view)


async def on_home(context: Context) -> None:
    """Show the card, and let it hang at the top of the chat."""
    person = await context.person()
    await pin_home(context.request, person, context.account)
    home = await home_of(context.request, person)
    await context.answer(home_body(context.wording, home, context.request.local(await context.unit())))


async def on_more(context: Context, _: MoreTiles) -> None:
    """Show what found no room on the card; where nothing is left, the list of commands."""
    home = await home_of(context.request, await context.person())
    if len(home.tiles) < MOST and not home.further:
        await on_command(context, RunCommand("help"))
        return
    await context.answer(more_body(context.wording, home))


async def on_command(context: Context, tap: RunCommand) -> None:
    """Do what the command does that a tile stands for."""
    await context.person()
    await carry_out(context, tap.name)


ROUTES = Routes(
    commands=(
        Command("home", ("首页", "主页", "菜单"), on_home, takes=nothing),
        Command("todo", ("待办", "待审批", "待我审", "等我审", "我要办的", "待我办", "等我办"), on_todo, takes=nothing),
    ),
    taps=(
        TapRoute(OpenMatter, on_open),
        TapRoute(TodoPage, on_page),
        TapRoute(ConfirmAct, on_confirm),
        TapRoute(RefuseAct, on_refuse),
        TapRoute(DoAct, on_do),
        TapRoute(DropAct, on_drop),
        TapRoute(TakeBackAct, on_take_back),
        TapRoute(RunCommand, on_command),
        TapRoute(MoreTiles, on_more),
    ),
    answers=(AnswerRoute(ActQuestion, take_word), AnswerRoute(CommandReasonQuestion, take_reason)),
)
