"""Status: what anybody of the unit may ask, by command or in plain words, in pages."""

import datetime as dt

from bot.domain.core.refusal import Unreadable
from bot.domain.people.person import Person
from bot.domain.plan.deadline import ReadingKind
from bot.messages.body import MessageBody
from bot.messages.core.keyboards import elsewhere_row
from bot.messages.core.reply_taps import AskTopic
from bot.messages.core.taps import ShowCard, ShowPage
from bot.messages.replies.day_picker import confirm_body
from bot.messages.text import day as day_words
from bot.services.status import answers, board
from handlers.core.arguments import anything, but_no_report, nothing, numbers_alone, only_named
from handlers.core.context import Context
from handlers.core.day_picker import ask_day
from handlers.core.plain_questions import on_topic
from handlers.core.routes import Command, DayRoute, Routes, TapRoute
from handlers.core.view import show_view

DUE = "due"


async def on_status(context: Context) -> None:
    """Answer 3-2, a department, a name, or filters together; nothing asked is the whole picture."""
    person = await context.person()
    await show_view(context, await answers.ask(context.request, await context.unit(), person, context.words))


async def on_overdue(context: Context) -> None:
    """List what is past its day."""
    person = await context.person()
    await show_view(context, await answers.ask(context.request, await context.unit(), person, f"逾期 {context.words}"))


async def on_mine(context: Context) -> None:
    """List the person's own measures, and of them what the words name."""
    await show_view(context, await answers.mine(context.request, await context.person(), context.words))


async def on_due(context: Context) -> None:
    """List what is due within a stretch of time, or until a day that is read and, in doubt, asked about."""
    unit = await context.unit()
    rounds, _, rest = await answers.rounds_named(context.request, unit, context.words)
    words = rest or "两周内"
    today = context.request.day_said(unit)
    from bot.readers.deadline import read_deadline

    reading = read_deadline(words, today, calendar=context.request.calendar)
    if reading.certain and reading.date is not None:
        await show_view(context, await answers.due(context.request, unit, reading.date, rounds))
    elif reading.kind in {ReadingKind.DATE, ReadingKind.INVALID}:
        letters = "".join(one.rpartition("/")[2] for one in rounds)
        target = letters or "0"
        await ask_day(context, DUE, target, confirm_body(context.wording, DUE, target, words, reading))
    else:
        await show_view(context, await answers.due_in(context.request, unit, context.words or words))


async def a_time(context: Context, words: str) -> bool:
    """True for a stretch of time, or a day, until which something is due."""
    from bot.readers.deadline import read_deadline

    unit = await context.unit()
    _, _, rest = await answers.rounds_named(context.request, unit, words)
    read = read_deadline(rest, context.request.day_said(unit))
    return read.date is not None or await only_named(context, words)


async def take_day(context: Context, _: Person, letters: str, day: dt.date) -> None:
    """A day was chosen for what is due until then, in the rounds that were named by their letters."""
    unit = await context.unit()
    rounds = [f"{unit.id}/{letter}" for letter in letters.removeprefix("0")]
    await show_view(context, await answers.due(context.request, unit, day, rounds), edit=True)


async def on_find(context: Context) -> None:
    """List measures whose text holds the words."""
    if not context.words:
        raise Unreadable(what="find")
    await show_view(context, await answers.find(context.request, await context.unit(), context.words))


async def on_finding(context: Context) -> None:
    """Show a finding with its measures."""
    if not context.words:
        raise Unreadable(what="finding")
    await show_view(context, await answers.finding(context.request, await context.unit(), context.words))


async def on_stats(context: Context) -> None:
    """Count by department."""
    await show_view(context, await answers.stats(context.request, await context.unit(), context.words))


async def on_board(context: Context) -> None:
    """Let the board hang in this chat: pinned, and renewed when the figures change."""
    await board.pin_board(context.request, await context.person(), context.message.chat_id)
    await context.answer(context.say("status.board_coming"))


async def on_page(context: Context, tap: ShowPage) -> None:
    """Turn the page of a list, in place; page 0 opens it below."""
    await context.person()
    shown = await answers.turn(context.request, await context.unit(), tap.code, tap.page or 1)
    await show_view(context, shown, edit=tap.page > 0)


async def on_card(context: Context, tap: ShowCard) -> None:
    """Open the card of one measure."""
    await context.person()
    await show_view(context, await answers.of_measure(context.request, tap.measure), code=tap.code)


async def on_calendar(context: Context) -> None:
    """Send one's own days as a file for the phone's calendar."""
    from bot.services.status.own_days import own_days

    found = await own_days(context.request, await context.person())
    if not found.count:
        none = context.say("status.own_days.none")
        await context.answer(MessageBody(none, elsewhere_row(context.wording)))
        return
    today = day_words(context.request.today(await context.unit()))
    told = context.say("status.own_days.told", count=found.count, day=today)
    await context.answer(MessageBody(told, attachments=(found.file,)))


ROUTES = Routes(
    commands=(
        Command("status", ("状态", "进度", "情况"), on_status, takes=only_named),
        Command("overdue", ("逾期",), on_overdue, takes=only_named),
        Command("mine", ("我的",), on_mine, takes=nothing),
        Command("due", ("到期", "快到期"), on_due, takes=a_time),
        Command("find", ("查找", "搜索"), on_find, takes=but_no_report(anything)),
        Command("finding", ("问题",), on_finding, takes=numbers_alone),
        Command("calendar", ("日历", "日程", "我的日程"), on_calendar, takes=nothing),
        Command("stats", ("统计",), on_stats, takes=nothing),
        Command("board", ("看板",), on_board, board.READERS, nothing),
    ),
    taps=(TapRoute(ShowPage, on_page), TapRoute(ShowCard, on_card), TapRoute(AskTopic, on_topic)),
    days={DUE: DayRoute(take_day)},
)
