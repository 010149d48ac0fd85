"""What an import asks at the command line: the questions of the chat, each answer chosen by its number."""

from collections.abc import Sequence
from dataclasses import replace

import click

from bot.domain.imports.identity import NEW
from bot.domain.imports.namesakes import LEFT, name_questions
from bot.domain.imports.result import Preview
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.units.unit import Unit
from bot.messages.body import MessageBody, plain
from bot.messages.core.import_taps import ExplainHead, Identify, Prefer
from bot.messages.imports.keyboards import ALL, IGNORED, REST, asked_columns
from bot.messages.imports.view import column_body, doubt_body, side_body, whole_body
from bot.messages.text import day
from bot.readers.deadline import read_deadline
from bot.readers.plan import Known, read_plan_safely
from bot.services.core.request import RequestContext
from bot.services.imports.answers import (
    bring_back,
    choose_round,
    give_reason,
    identify,
    identify_by_number,
    prefer,
    read_again,
    settle,
    tell_names,
)
from bot.services.imports.heads import explain
from bot.services.people.roster import told


async def ask_all(request: RequestContext, unit: Unit, shown: Preview, content: bytes, known: Known) -> Preview:
    """Ask what the preview leaves open; a deadline that stays uncertain stays open."""
    shown = await _columns(request, unit, shown, content, known)
    shown = await _names(request, shown)
    shown = await _round(request, shown)
    shown = await _deadlines(request, unit, shown)
    shown = await _doubts(request, shown)
    shown = await _cancelled(request, shown)
    shown = await _sides(request, shown)
    if shown.plan is not None and shown.needs_reason and not shown.reason:
        shown = await give_reason(request, click.prompt("为什么改动时限或责任人"), by=None)
    return shown


def _choice(question: str, labels: Sequence[str]) -> int:
    """The place of what is chosen."""
    click.echo(question)
    for place, label in enumerate(labels, 1):
        click.echo(f"  {place}. {label}")
    while True:
        words = click.prompt("选几").strip()
        if words.isdecimal() and 1 <= int(words) <= len(labels):
            return int(words) - 1
        click.echo(f"请写 1 到 {len(labels)} 中的一个数字。")


def _tapped(body: MessageBody) -> object:
    """What stands behind the button that is chosen."""
    buttons = [button for row in body.buttons for button in row]
    return buttons[_choice(plain(body.text), [button.label for button in buttons])].tap


async def _columns(request: RequestContext, unit: Unit, shown: Preview, content: bytes, known: Known) -> Preview:
    """What each unknown column is about, remembered for the unit; an answer may open a new question."""
    said: dict[str, str] = {}
    while asked := asked_columns(shown):
        for place, column in asked:
            tap = _tapped(column_body(request.wording, shown, place))
            if not isinstance(tap, ExplainHead) or tap.field == REST:
                said |= {rest.head: IGNORED for _, rest in asked if rest.head not in said}
                break
            said[column.head] = tap.field
        known = replace(known, heads=known.heads | said)
        read = await read_plan_safely(content, shown.name, reference=request.today(unit), known=known)
        await explain(request, unit.id, said, by=None)
        shown = await read_again(request, read, by=None)
        click.echo(plain(whole_body(request.wording, shown).text))
    return shown


async def _names(request: RequestContext, shown: Preview) -> Preview:
    for asked in name_questions(shown.read):
        name = str(asked.facts["name"])
        if asked.what == LEFT:
            words = "、".join(told(asked.facts["words"]))
            two = _choice(f"{words} 与已经离开的 {asked.facts['who']} 同名，是本人吗？", ("就是本人", "另一个人"))
        else:
            two = _choice(f"{name} 在文件里不止一处，是同一个人吗？", ("同一个人", "两个人"))
        shown = await tell_names(request, name, two=bool(two), by=None)
    return shown


async def _round(request: RequestContext, shown: Preview) -> Preview:
    if not shown.rounds:
        return shown
    plans = [shown.plan, *(one for one in shown.rounds if one != shown.plan)] if shown.plan else list(shown.rounds)
    chosen = _choice("这个文件属于哪一轮？", [*(f"更新“{one.title}”" for one in plans), "作为新的一轮"])
    return await choose_round(request, plans[chosen].letter if chosen < len(plans) else "new", by=None)


async def _deadlines(request: RequestContext, unit: Unit, shown: Preview) -> Preview:
    for measure in shown.open_deadlines:
        said = f"{measure.number} 的时限（文件里：{measure.deadline.words or '空白'}；回车跳过）"
        words = click.prompt(said, default="", show_default=False)
        if not words:
            continue
        reference = shown.read.feedback or request.today(unit)
        deadline = read_deadline(words, reference).as_deadline(measure.deadline.words)
        if deadline.kind is DeadlineKind.UNCLEAR:
            click.echo("没有读出确定的日期，先保留为待定。")
            continue
        shown = await settle(request, measure.number, deadline, by=None)
        click.echo(f"{measure.number}：{day(deadline.date) if deadline.date else words}")
    return shown


async def _doubts(request: RequestContext, shown: Preview) -> Preview:
    while shown.revision.doubts:
        doubt = shown.revision.doubts[0]
        known = {one.number: one.id for one in doubt.candidates}
        tap = _tapped(doubt_body(request.wording, shown, doubt))
        if isinstance(tap, Identify) and tap.known == ALL:
            shown = await identify_by_number(request, by=None)
        elif isinstance(tap, Identify):
            shown = await identify(request, doubt.number, known.get(tap.known, NEW), by=None)
    return shown


async def _cancelled(request: RequestContext, shown: Preview) -> Preview:
    if not shown.revision.cancelled or shown.revived is not None:
        return shown
    numbers = "、".join(one.number for one in shown.revision.cancelled)
    chosen = _choice(f"已取消的 {numbers} 又在文件里。", ("恢复", "仍然取消"))
    return await bring_back(request, revived=chosen == 0, by=None)


async def _sides(request: RequestContext, shown: Preview) -> Preview:
    """Whose words count where the ledger has decided otherwise since."""
    for one in shown.revision.decisions:
        tap = _tapped(side_body(request.wording, shown, one))
        if not isinstance(tap, Prefer):
            continue
        every = tap.number == ALL
        for each in shown.revision.decisions if every else (one,):
            shown = await prefer(request, [each.measure.id], file=tap.side == "file", by=None)
        if every:
            break
    return shown
