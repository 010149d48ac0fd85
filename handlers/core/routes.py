"""What a capability declares: its commands, buttons and messages, the questions and days that it asks for."""

import datetime as dt
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Generic, TypeVar

from telegram.ext import filters

from bot.domain.core.refusal import NotAllowed
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.messages.core.questions import Question
from bot.messages.core.tap import Tap
from bot.services.core.measure_context import may_somewhere
from handlers.core.arguments import Takes, a_number
from handlers.core.context import Context

T = TypeVar("T", bound=Tap)
Q = TypeVar("Q", bound=Question)
Handle = Callable[[Context], Coroutine[Any, Any, None]]
FirstDay = Callable[[Context, str], Awaitable[dt.date]]
TakeDay = Callable[[Context, Person, str, dt.date], Awaitable[None]]
SaidMore = Callable[[Context, Person, str, str], Awaitable[bool]]
AsksDay = Callable[[Question | None, str], Question]

ALL = tuple(Role)
PRIVATE = filters.ChatType.PRIVATE
FRESH = PRIVATE & filters.UpdateType.MESSAGE
EDITED = PRIVATE & filters.UpdateType.EDITED_MESSAGE
OWN = FRESH & ~filters.FORWARDED  # newly written by the person who sends it


@dataclass(frozen=True)
class Command:
    """A command with the plain Chinese words that mean the same, and who finds it in the menu.

    `words` beginning a message open it as the command does: 状态 3-2; while a question is open only where nothing
    follows them, or what the command `takes`. A report behind them is one: 进度 2-3完成80%.
    Whoever may do none of what it `needs` is refused before it is said how it is written.
    """

    name: str
    words: tuple[str, ...]
    handle: Handle
    roles: tuple[Role, ...] = ALL
    takes: Takes = a_number
    sayable: bool = False  # its words alone may answer an open question: 举一反三 is what one may instruct
    needs: tuple[Action, ...] = ()  # none where it has something for everybody

    def is_for(self, person: Person) -> bool:
        """True where the person finds it in the menu."""
        return bool({*self.roles} & {*person.effective_roles})

    async def call(self, context: Context) -> None:
        """Do what it is for; raises NotAllowed for whoever may do none of what it needs on any measure."""
        person = context.bound
        if self.needs and person is not None and not await may_somewhere(context.request, person, self.needs):
            raise NotAllowed(action=self.needs[0])
        await self.handle(context)


@dataclass(frozen=True)
class TapRoute(Generic[T]):
    """A button and who takes its tap, as `handle(context, tap)`."""

    kind: type[T]
    handle: Callable[[Context, T], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class AnswerRoute(Generic[Q]):
    """A question and who takes the words that answer it, as `handle(context, person, question, words)`."""

    kind: type[Q]
    handle: Callable[[Context, Person, Q, str], Awaitable[None]]


@dataclass(frozen=True)
class MessageRoute:
    """A kind of message and who takes it; with `roles` it is taken so from people who hold one of them only.

    With `strangers` it is taken so from accounts that are bound to nobody, and from nobody else.
    """

    kind: filters.BaseFilter
    handle: Handle
    roles: tuple[Role, ...] = ()
    strangers: bool = False

    async def is_for(self, context: Context) -> bool:
        """True where a message of whoever acts goes here."""
        if self.strangers:
            return context.bound is None
        return not self.roles or (context.bound is not None and context.bound.holds(*self.roles))


@dataclass(frozen=True)
class DayRoute:
    """Who takes a day that was picked, as `handle(context, person, target, day)`, and the first that may be picked.

    That is `first(context, target)`, today where there is none, any day with `past`. A month to pick from `asks` in
    words too, of what was asked before and the target; a `DayQuestion` where nothing else would be understood.
    Words that say more than a day, 3月28日9点, are `said(context, person, target, words)`; False where they do not.
    """

    handle: TakeDay
    past: bool = False
    first: FirstDay | None = None
    asks: AsksDay | None = None
    said: SaidMore | None = None


@dataclass(frozen=True, kw_only=True)
class Routes:
    """All that one capability, or all together, take from people.

    Words after a question that has no route here are read as a reply. `days`: by what a day is asked for.
    """

    commands: tuple[Command, ...] = ()
    taps: tuple[TapRoute[Any], ...] = ()
    messages: tuple[MessageRoute, ...] = ()  # the first one that fits takes a message
    membership: tuple[Handle, ...] = ()  # called when somebody blocks the bot or lets it write again
    answers: tuple[AnswerRoute[Any], ...] = ()
    days: Mapping[str, DayRoute] = field(default_factory=dict)

    def __add__(self, other: "Routes") -> "Routes":
        return Routes(
            commands=self.commands + other.commands,
            taps=self.taps + other.taps,
            messages=self.messages + other.messages,
            membership=self.membership + other.membership,
            answers=self.answers + other.answers,
            days={**self.days, **other.days},
        )


def joined(*routes: Routes) -> Routes:
    """All routes in one table, in their order."""
    return reduce(Routes.__add__, routes, Routes())
