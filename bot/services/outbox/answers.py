"""Answers that another process carries: left in the outbox, ahead of everything else, and forgotten once delivered.

Pictures and documents lie meanwhile in a blobs of answer_files.
"""

import secrets
from typing import Any

from markupsafe import Markup

from bot.domain.outbox.message import Message, Priority
from bot.messages.body import Attachment, Button, MessageBody
from bot.services.core.callback_data import read_tap, written
from bot.services.core.ledger import BlobStore
from bot.services.core.request import RequestContext

KIND = "answer"


class AnswerQueue:
    """Where windows leave their answers; it is a Post whose messages get their numbers later."""

    def __init__(self, request: RequestContext, answer_files: BlobStore) -> None:
        self._desk = request
        self._answer_files = answer_files

    async def __call__(
        self, chat: int, body: MessageBody, *, reply_to: int | None = None, edit: int | None = None
    ) -> None:
        """Leave a body to be sent, or to be put in place of a message of ours."""
        files = [[a.name, await self._answer_files.keep(a.content), a.picture, a.caption] for a in body.attachments]
        facts = _facts(body) | {"chat": chat, "files": files, "reply_to": reply_to, "edit": edit}
        id_, request = f"{KIND}:{secrets.token_hex(8)}", self._desk
        now = request.now()
        answer = Message(
            id=id_,
            unit="",
            to="",
            kind=KIND,
            due=now,
            facts=facts,
            priority=Priority.ANSWER,
            created=now,
            chat=chat,
            bot=request.bot,
        )
        async with request.store.open() as ledger:
            await ledger.outbox.add(answer)


def _facts(body: MessageBody) -> dict[str, Any]:
    buttons = [[_stored(button) for button in row] for row in body.buttons]
    choices = [[*row] for row in body.choices]
    return {"text": str(body.text), "buttons": buttons, "measures": [*body.measures], "choices": choices}


def _stored(button: Button) -> list[Any]:
    action, *args = written(button.tap) if button.tap else ("",)
    return [button.label, action, args, button.url]


async def body_of(answer_files: BlobStore, message: Message) -> MessageBody:
    """An answer as it was left; files that are not there any more are left out."""
    facts = message.facts
    contents = [
        (name, await answer_files.fetch(digest), picture, caption) for name, digest, picture, caption in facts["files"]
    ]
    return MessageBody(
        text=Markup(facts["text"]),  # noqa: S704 - it was Markup when it was left
        buttons=tuple(
            tuple(Button(label, read_tap(action, args) if action else None, url) for label, action, args, url in row)
            for row in facts["buttons"]
        ),
        attachments=tuple(
            Attachment(name, c, picture, caption) for name, c, picture, caption in contents if c is not None
        ),
        measures=tuple(facts["measures"]),
        choices=tuple(tuple(row) for row in facts["choices"]),
    )
