"""Answers that another process carries: left in the outbox, ahead of everything else, and forgotten once delivered.

Pictures and documents lie meanwhile in a cabinet of parcels.
"""

import secrets
from typing import Any

from markupsafe import Markup

from bot.domain.outbox.message import Message, Priority
from bot.messages.body import Attachment, Button, Sheet
from bot.services.core.ledger import Cabinet
from bot.services.core.request import Desk

KIND = "answer"


class PostRoom:
    """Where windows leave their answers; it is a Post whose messages get their numbers later."""

    def __init__(self, desk: Desk, parcels: Cabinet) -> None:
        self._desk = desk
        self._parcels = parcels

    async def __call__(self, chat: int, sheet: Sheet, *, reply_to: int | None = None, edit: int | None = None) -> None:
        """Leave a sheet to be sent, or to be put in place of a message of ours."""
        files = [[a.name, await self._parcels.keep(a.content), a.picture, a.caption] for a in sheet.attachments]
        facts = _facts(sheet) | {"chat": chat, "files": files, "reply_to": reply_to, "edit": edit}
        id_, desk = f"{KIND}:{secrets.token_hex(8)}", self._desk
        now = desk.now()
        answer = Message(id_, "", "", KIND, now, facts, Priority.ANSWER, created=now, chat=chat, bot=desk.bot)
        async with desk.store.open() as ledger:
            await ledger.outbox.add(answer)


def _facts(sheet: Sheet) -> dict[str, Any]:
    buttons = [[[b.label, b.action, [*b.args], b.url] for b in row] for row in sheet.buttons]
    choices = [[*row] for row in sheet.choices]
    return {"text": str(sheet.text), "buttons": buttons, "measures": [*sheet.measures], "choices": choices}


async def sheet_of(parcels: Cabinet, message: Message) -> Sheet:
    """An answer as it was left; files that are not there any more are left out."""
    facts = message.facts
    contents = [
        (name, await parcels.fetch(digest), picture, caption) for name, digest, picture, caption in facts["files"]
    ]
    return Sheet(
        Markup(facts["text"]),  # noqa: S704 - it was Markup when it was left
        tuple(
            tuple(Button(label, action, tuple(args), url) for label, action, args, url in row)
            for row in facts["buttons"]
        ),
        tuple(Attachment(name, c, picture, caption) for name, c, picture, caption in contents if c is not None),
        tuple(facts["measures"]),
        tuple(tuple(row) for row in facts["choices"]),
    )
