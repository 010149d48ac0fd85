"""Phones in a browser: the sandbox with a whole office, an empty one, or for any other bot; on this machine only."""

import asyncio
import contextlib
import datetime as dt
import signal
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.clock import utc_now
from bot.config import Config, LogSettings
from bot.demo.stage import TOKEN, WORKBOOK, Stage, open_stage
from bot.demo.tour import tour
from bot.domain.people.person import Person, Role
from bot.logs import set_up_logs
from bot.messages.wording import official
from bot.sandbox import Keeper, NotKept, Phone, Sandbox, SandboxClock, serve
from bot.services.core.ledger import MEASURES_OF_UNIT, PEOPLE_OF
from bot.services.core.transaction import unit_of
from bot.services.people.binding import appoint, invite
from bot.services.reminders.forecast import forecast

SHOWN = (Role.OWNER, Role.OFFICE, Role.SECRETARY)
BEIJING = dt.timezone(dt.timedelta(hours=8))
START = dt.datetime(2025, 3, 24, 9, 0, tzinfo=BEIJING)
SECRETARY = "陆景澄"  # of the example ledger
BEAT = 2.0  # seconds between two ticks while nobody moves the clock


async def open_phones(
    config: Config, port: int, plan: tuple[str, bytes] | None, *, empty: bool, keep: Path | None = None
) -> int:
    """Serve phones of an office with the example ledger until Ctrl-C; or of one that begins today, with a plan or none.

    A plan, as name and content, lies on the phone of who begins as if it had just been sent. All is kept in the
    folder `keep`, and what lies there is gone on with.
    """
    usual = config.log.level == LogSettings.level
    set_up_logs("ERROR" if usual else config.log.level)  # whoever looks at phones reads no log
    begins = empty or plan is not None
    start = utc_now().astimezone(BEIJING) if begins else START
    sandbox = Sandbox(token=TOKEN, clock=SandboxClock(start, running=True), limits=False)
    with contextlib.ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="duban-")))
        keeper = opened(sandbox, keep) if keep else None
        again = bool(sandbox.people)
        if again and begins:
            raise click.UsageError(official("operations.start.sandbox_begun", folder=folder))
        async with open_stage(folder, start, policy=config.policy, sandbox=sandbox) as stage:
            if again:
                stage.phones = {phone.user.name: phone for phone in sandbox.people}
            elif begins:
                await begin_with(stage, plan)
            else:
                await stage.take_in(WORKBOOK)
                await appoint(stage.app.request, stage.app.config.unit.id, (SECRETARY,), Role.SECRETARY)
                await bind_one_of_each(stage)
            sandbox.tour = tour(sandbox, begins=begins, number=await first_number(stage))
            await show(stage, port, keeper)
            if keeper:
                await stage.settle()
                keeper.keep()
    return 0


def opened(sandbox: Sandbox, folder: Path) -> Keeper:
    """The keeper of a folder, with what lies there taken up; raises UsageError where that is no sandbox of this bot."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    keeper = Keeper(sandbox, folder)
    key = "sandbox_not_kept"
    try:
        if not keeper.open():
            key = "sandbox_other"
            keeper.begin()
    except NotKept as error:
        raise click.UsageError(official(f"operations.start.{key}", folder=folder)) from error
    return keeper


async def begin_with(stage: Stage, plan: tuple[str, bytes] | None) -> None:
    """One phone, of an office that begins; its plan is read, and waits to be confirmed."""
    name = official("people.role.office")
    await appoint(stage.app.request, stage.app.config.unit.id, (name,))
    stage.phone(name, official("people.role.office"))
    await stage.bind(name)
    await stage.tick()  # the cards that hang in the chat come first, the plan's preview is what is seen last
    if plan is not None:
        stage.phone(name).send_file(*plan)
        await stage.settle()


async def open_bare(token: str, port: int, *, limits: bool, keep: Path | None = None) -> int:
    """Serve a sandbox for any bot, until Ctrl-C; with `limits` what is sent too fast is refused with 429.

    It is empty, or what lies in the folder `keep`, where it is kept.
    """
    clock = SandboxClock(utc_now().astimezone(), running=True)  # the hour of the machine, as on a phone of its place
    sandbox = Sandbox(token=token, clock=clock, name="机器人", username="sandbox_bot", limits=limits)
    keeper = opened(sandbox, keep) if keep else None
    server = await serve(sandbox, port=port)
    click.echo(f"手机已打开：{server.page}  （按 Ctrl-C 结束）")
    click.echo(f"机器人用：令牌 {token}，base_url {server.url}/bot，base_file_url {server.url}/file/bot")
    stop = _interrupted()
    while not stop.is_set():
        if keeper:
            keeper.keep()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), BEAT)
    await server.stop()
    if keeper:
        keeper.keep()
    return 0


async def bind_one_of_each(stage: Stage) -> None:
    """One phone for staff, office and secretary each."""
    if not any(person.holds(Role.OFFICE) for person in await _people(stage)):
        await appoint(stage.app.request, stage.app.config.unit.id, (official("people.role.office"),))
    people = sorted(await _people(stage), key=lambda person: len(person.roles))
    chosen: dict[Role, str] = {}
    for role in (Role.SECRETARY, Role.OFFICE, Role.OWNER):  # the rarest first
        found = next((p.name for p in people if p.holds(role) and p.name not in chosen.values()), None)
        if found is not None:
            chosen[role] = found
    for role in SHOWN:
        if role in chosen:
            stage.phone(chosen[role], official(f"people.role.{role}"))
            await stage.bind(chosen[role])


async def first_number(stage: Stage) -> str:
    """The number of a measure whose owner has a phone, the first to fall due; "" where there is none."""
    owners = {person.id for person in await _people(stage) if person.chat is not None}
    async with stage.app.request.look() as ledger:
        measures = await ledger.measures.find(MEASURES_OF_UNIT, stage.app.config.unit.id)
    own = [one for one in measures if not one.is_ended and owners & {*one.owners}]
    return min(own, key=lambda one: (one.due or dt.date.max, one.number)).number if own else ""


async def _people(stage: Stage) -> list[Person]:
    async with stage.app.request.look() as ledger:
        listed = await ledger.people.find(PEOPLE_OF, stage.app.config.unit.id)
    return sorted((person for person in listed if person.active), key=lambda person: (person.rank, person.id))


async def _unbound(stage: Stage) -> list[Person]:
    return [person for person in await _people(stage) if person.chat is None]


def welcome_guests(stage: Stage) -> None:
    """Let a phone that is added for somebody on the list be bound to it."""

    async def names() -> list[str]:
        return [person.name for person in await _unbound(stage)]

    async def bind(phone: Phone) -> None:
        person = next((p for p in await _unbound(stage) if p.name == phone.user.name), None)
        if person is not None:
            phone.role = next((official(f"people.role.{role}") for role in Role if person.holds(role)), "")
            (invited,) = await invite(stage.app.request, by=None, unit=person.unit, names=(person.name,))
            phone.open_link(invited.code)

    stage.sandbox.guests, stage.sandbox.on_phone_added = names, bind


def foresee(stage: Stage) -> None:
    """Let the page go on to the next reminder that somebody who is bound will have."""

    async def coming() -> dt.datetime | None:
        request, own = stage.app.request, stage.app.config.unit
        async with request.look() as ledger:
            unit = await unit_of(ledger, own.id)
        zone, names = ZoneInfo(unit.zone), {one.name for one in await _people(stage) if one.chat is not None}
        ahead = [
            dt.datetime.combine(one.day, one.hour, zone)
            for one in await forecast(request, unit.id)
            if one.reader in names
        ]
        return next((at for at in ahead if at > request.now()), None)

    stage.sandbox.next_event = coming


async def show(stage: Stage, port: int, keeper: Keeper | None = None) -> None:
    """Serve the page until the person at the terminal has seen enough; who is on the list gets a bound phone.

    At every beat what changed is kept.
    """
    welcome_guests(stage)
    foresee(stage)
    server = await serve(stage.sandbox, port=port)
    click.echo(f"手机已打开：{server.page}  （按 Ctrl-C 结束）")
    stop = _interrupted()
    try:
        while not stop.is_set():
            if not stage.sandbox.moving:
                await stage.app.tick()
            if keeper:
                keeper.keep()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), BEAT)
    finally:
        await server.stop()


def _interrupted() -> asyncio.Event:
    """Set when the person at the terminal has seen enough."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
