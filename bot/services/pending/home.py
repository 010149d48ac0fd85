"""The first page of a person: what counts for the role, from the ledger as it is now."""

from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person, Role
from bot.domain.status import query
from bot.domain.status.register import Register
from bot.messages.core.pending_taps import RunCommand, TodoPage
from bot.messages.core.taps import ShowPage
from bot.messages.pending.home import Home, Tile
from bot.services.core.ledger import Ledger
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, unit_of
from bot.services.pending.matters import matters_within
from bot.services.status.register import open_register
from bot.services.status.unanswered import late_answers

BELOW = 0  # the page of a list that opens below the card


async def home_of(request: RequestContext, person: Person) -> Home:
    """What the person's card shows now; raises NotFound."""
    async with request.look() as ledger:
        unit = await unit_of(ledger, person.unit)
        register = await open_register(ledger, unit.id, request.today(unit), request.calendar)
        return await home_in(request, ledger, register, person)


async def home_in(request: RequestContext, ledger: Ledger, register: Register, person: Person) -> Home:
    """The same from a register that is open."""
    unit = register.unit
    waiting = len(await matters_within(Transaction(request, ledger, unit, person)))
    role = person.foremost
    tiles = _tiles(register, person, role, waiting)
    late = next((tile.tap.code for tile in tiles if tile.name == "overdue" and isinstance(tile.tap, ShowPage)), "")
    return Home(
        unit=unit.name,
        name=person.name,
        role=role,
        tiles=tiles,
        unanswered=len(await late_answers(ledger, register, query.recall(late, register))) if late else 0,
        further=_further(person, role),
    )


def _further(person: Person, role: Role) -> tuple[Tile, ...]:
    """What stands behind 更多."""
    below = ("wait", "calendar")
    key = ("key",) if allowed(Action.MARK_KEY, person) else ()
    names = below if role in {Role.OWNER, Role.SUPPORT} else (*key, "similar", "voice", "accept", *below)
    return tuple(Tile(name, RunCommand(name)) for name in names)


def _tiles(register: Register, person: Person, role: Role, waiting: int) -> tuple[Tile, ...]:
    """The tiles of the role; who is an owner besides finds his own among them."""
    own = f"p{person.id.rpartition('/')[2]}"
    mine, now = _list(register, "mine", f"{own}+open"), _list(register, "now", f"{own}+now")
    late, week = _list(register, "overdue", "over"), Tile("week", RunCommand("digest"))
    todo = Tile("todo", TodoPage(BELOW), waiting)
    meeting, visit = Tile("meeting", RunCommand("meeting")), Tile("visit", RunCommand("visit"))
    besides = (mine,) if role is not Role.OWNER and mine.count and person.holds(Role.OWNER) else ()
    match role:
        case Role.SECRETARY:
            instruct = Tile("instruct", RunCommand("instruct"))
            return (week, Tile("decide", TodoPage(BELOW), waiting), late, instruct, *besides, meeting, visit)
        case Role.OFFICE:
            unbound = sum(one.active and one.chat is None for one in register.people.values())
            papers, load = Tile("papers", RunCommand("report")), Tile("import", RunCommand("import"))
            return (
                todo,
                late,
                Tile("invite", RunCommand("invite"), unbound),
                *(besides or (load,)),
                papers,
                *((load,) if besides else ()),
                meeting,
                visit,
            )
        case Role.LEADER:
            led = _list(register, "led", f"{own}+open")
            return (
                Tile("review", TodoPage(BELOW), waiting),
                led,
                _list(register, "overdue", f"{own}+over"),
                week,
                visit,
            )
        case Role.OWNER:
            return (mine, now, todo, _list(register, "overdue", f"{own}+over"))
        case Role.SUPPORT:
            return (todo, Tile("whole", RunCommand("status")), late, week)
        case Role.OBSERVER:  # nothing waits for who only looks
            return (Tile("whole", RunCommand("status")), late, week)


def _list(register: Register, name: str, code: str) -> Tile:
    return Tile(name, ShowPage(code, BELOW), len(query.recall(code, register).pick(register)))
