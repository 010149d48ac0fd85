"""Random updates of the Bot API, valid and invalid, and a count of what the bot made of them."""

import asyncio
import copy
import gc
import logging
import random
import resource
from collections import Counter
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from tests.handlers.conftest import LEADER, MATE, OFFICE, OWN, OWNER, SECRETARY, Chats
from tests.hostile.naughty import strings

Json = dict[str, Any]
PEOPLE = (OFFICE, OWNER, MATE, LEADER, SECRETARY)
STRANGERS = (0, -1, 7, 2**31, 2**53, 2**63, 10**30)
ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**63,
    1e300,
    "",
    "x",
    "\ud800",
    [],
    {},
    [[]],
    {"id": {"id": 1}},
    [None],
    "9" * 500,
)
COMMANDS = ("status", "due", "find", "policy", "away", "invite", "start", "correct", "history", "letter", "export")
ACTIONS = ("done", "ack", "day", "cal", "page", "card", "undo", "agree", "return", "extend", "report", "nil", "snooze")
WORDS = (
    f"{OWN} 完成80%",
    f"{OWN} 正在推进",
    f"{OWN} 已完成",
    "有困难",
    "是",
    "1",
    "申请延期到12月20日",
    "状态",
    "帮助",
)
SELDOM = ("channel_post", "inline_query", "poll", "chat_join_request", "message_reaction", "no_such_kind")
VALID = 0.6  # of all updates
SETTLE = 200  # updates after which all is waited for
KEEP = 20  # messages that a phone of the sandbox remembers
MEGABYTE = 2**20


@dataclass
class Maker:
    """Makes updates at random; `seals` are callback data that people really have on their phones."""

    chance: random.Random
    accounts: tuple[int, ...]
    seals: list[str]

    def update(self) -> Json:
        """One update without its number."""
        often = (("message", self._message), ("callback_query", self._press), ("edited_message", self._message))
        seldom = [(kind, self._message) for kind in SELDOM]
        kind, make = self.chance.choice((*often * 6, *seldom, ("my_chat_member", self._member)))
        raw = {kind: make()}
        if self.chance.random() > VALID:
            for _ in range(self.chance.randint(1, 3)):
                self._spoil(raw)
        return raw

    def _user(self) -> Json:
        strange = self.chance.random() < 0.2
        account = self.chance.choice(STRANGERS if strange else self.accounts)
        return {"id": account, "is_bot": strange and self.chance.random() < 0.3, "first_name": self._text()[:60]}

    def _chat(self, account: int) -> Json:
        if self.chance.random() < 0.9:
            return {"id": account, "type": "private", "first_name": "某"}
        return {"id": -100, "type": self.chance.choice(("group", "supergroup", "channel", "x")), "title": self._text()}

    def _text(self) -> str:
        draw = self.chance.random()
        if draw < 0.4:
            return self.chance.choice(strings())[:4096]
        if draw < 0.7:
            return self.chance.choice(WORDS)
        if draw < 0.85:
            return f"/{self.chance.choice(COMMANDS)} {self.chance.choice(strings())[:500]}"
        most = self.chance.choice((0x80, 0x10FFFF))
        return "".join(chr(self.chance.randrange(most)) for _ in range(9))

    def _message(self, depth: int = 0) -> Json:
        user = self._user()
        number = self.chance.randint(1, 5000)
        raw: Json = {"message_id": number, "date": self._date(), "from": user, "chat": self._chat(user["id"])}
        raw |= self._body()
        if depth == 0 and self.chance.random() < 0.3:
            raw["reply_to_message"] = self._message(1)
        if self.chance.random() < 0.05:
            raw["forward_origin"] = {"type": "user", "date": self._date(), "sender_user": self._user()}
        if self.chance.random() < 0.05:
            raw["media_group_id"] = str(self.chance.randint(1, 9))
        return raw

    def _date(self) -> int:
        return self.chance.choice((0, 1_742_432_400, 1_742_432_400, 1_742_432_400, 2**31))

    def _body(self) -> Json:
        size = self.chance.choice((1, 2**40))
        file = {"file_id": f"f{self.chance.randint(1, 99)}", "file_unique_id": "u", "file_size": size}
        square = file | {"width": 1, "height": 1}
        text = self._text()
        bodies: tuple[Json, ...] = (
            {"text": text, "entities": self._entities(text)},
            {"text": text},
            {"photo": [square], "caption": text[:1024]},
            {"document": file | {"file_name": text[:200], "mime_type": "x/y"}, "caption": OWN},
            {"voice": file | {"duration": 3}},
            {"video": square | {"duration": 3}},
            {"location": {"latitude": self.chance.uniform(-1e3, 1e3), "longitude": 1}},
            {"contact": {"phone_number": text[:20], "first_name": text[:20]}},
            {"dice": {"emoji": "🎲", "value": 3}},
            {"sticker": square | {"type": "regular", "is_animated": False, "is_video": False}},
            {"new_chat_members": [self._user()]},
            {"migrate_to_chat_id": -1001},
            {},
        )
        return self.chance.choice((*bodies[:2], *bodies))

    def _entities(self, text: str) -> list[Json]:
        if text.startswith("/"):
            return [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        start, length = (self.chance.choice((0, 1, -1, len(text), 10**9)) for _ in range(2))
        return [{"type": self.chance.choice(("bold", "mention", "bot_command")), "offset": start, "length": length}]

    def _press(self) -> Json:
        user = self._user()
        press = {"id": str(self.chance.randrange(10**18)), "from": user, "chat_instance": "c", "data": self.data()}
        return press | {"message": self._message(1) | {"chat": self._chat(user["id"])}}

    def data(self) -> str:
        """Callback data: somebody's seal as it is, cut, with a bit turned or joined to another; or none at all."""
        seal = self.chance.choice(self.seals)
        at = self.chance.randrange(len(seal))
        forms = (
            seal,
            seal[:at],
            seal[:at] + chr(ord(seal[at]) ^ 1 << self.chance.randrange(7)) + seal[at + 1 :],
            seal[:at] + self.chance.choice(self.seals)[at:],
            f"{self.chance.choice(ACTIONS)}|{self.chance.choice(strings())}"[:64],
            f"{self.chance.choice(ACTIONS)}{seal[seal.find('|') :]}",
            self._text()[:64],
        )
        return self.chance.choice(forms)

    def _member(self) -> Json:
        bot = {"id": 42, "is_bot": True, "first_name": "督办"}
        user = self._user()
        old, new = ({"user": bot, "status": self.chance.choice(("member", "kicked", "left", "odd"))} for _ in range(2))
        change = {"chat": self._chat(user["id"]), "from": user, "date": self._date()}
        return change | {"old_chat_member": old, "new_chat_member": new}

    def _spoil(self, raw: Json) -> None:
        """Take a value away, or put something odd in its place, at any depth."""
        places = list(_places(raw)) or [(raw, "message")]
        holder, key = self.chance.choice(places)
        if self.chance.random() < 0.3:
            holder.pop(key, None) if isinstance(holder, dict) else holder.pop(key)
        else:
            holder[key] = copy.deepcopy(self.chance.choice(ODD))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Count what the bot logs, by event and error, in place of printing it; what asyncio could tell nobody as well."""
    counts: Counter[str] = Counter()
    loop = asyncio.get_running_loop()

    def count(_: Any, __: str, event: MutableMapping[str, Any]) -> Json:
        counts[f"{event['event']} {event.get('error', '')}".strip()] += 1
        raise structlog.DropEvent

    class Library(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            counts[f"unhandled {record.getMessage()[:80]} {record.exc_info and record.exc_info[1]!r}"] += 1

    library = Library(logging.ERROR)
    logging.getLogger().addHandler(library)
    before = structlog.get_config()
    structlog.configure(processors=[count], cache_logger_on_first_use=False)
    loop.set_exception_handler(lambda _, context: counts.update([f"unhandled {context.get('exception')!r}"]))
    try:
        yield counts
    finally:
        structlog.configure(**before)
        logging.getLogger().removeHandler(library)
        loop.set_exception_handler(None)


BROKEN = ("update failed", "unhandled", "tick failed", "job failed", "message_not_composed")


def broken(counts: Counter[str]) -> dict[str, int]:
    """What must not be among what was logged."""
    return {event: count for event, count in counts.items() if event.startswith(BROKEN)}


@dataclass(frozen=True)
class Mark:
    """What the process occupies: bytes in memory, objects, and the documents of its ledger."""

    memory: int
    objects: int
    documents: int


async def mark(chats: Chats) -> Mark:
    """Measure, after the sandbox has forgotten what is past."""
    sandbox = chats.stage.sandbox
    sandbox.calls.clear()
    sandbox.presses.clear()
    sandbox.queue._past.clear()
    for chat in sandbox.chats.values():
        for number in [*chat._messages][:-KEEP]:
            del chat._messages[number]
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return Mark(pages * resource.getpagesize(), len(gc.get_objects()), len(await chats.ledger()))


async def seals(chats: Chats) -> list[str]:
    """Callback data on the phones of everybody, after each has asked for what has buttons."""
    for name in PEOPLE:
        for words in (f"/status {OWN}", "/mine", f"{OWN} 完成40%", "申请延期"):
            await chats.say(name, words)
    found = [button.data for name in PEOPLE for one in chats.phone(name).inbox for row in one.buttons for button in row]
    return [data for data in found if data]


async def fuzz(chats: Chats, count: int, seed: int) -> tuple[Counter[str], tuple[Mark, Mark, Mark]]:
    """Let the bot take so many updates; what it logged, and what it occupied after a tenth, a half and the whole."""
    chance = random.Random(seed)  # noqa: S311 - the same updates each time
    maker = Maker(chance, tuple(chats.phone(name).user.id for name in PEOPLE), await seals(chats))
    marks = []
    with counted() as counts:
        for n in range(1, count + 1):
            chats.stage.sandbox.poison(maker.update())
            if n % SETTLE == 0:
                await chats.stage.settle(120)
                await mark(chats)
            if n in {count // 10, count // 2, count}:
                await chats.stage.settle()
                await chats.stage.app.tick()
                marks.append(await mark(chats))
    return counts, (marks[0], marks[1], marks[2])
