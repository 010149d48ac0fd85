"""The card of a request for more time, composed from the ledger as it is when it is sent."""

from bot.domain.extensions.extension import Extension, ExtensionState
from bot.domain.outbox.message import Message
from bot.domain.people.person import Person
from bot.messages.body import MessageBody
from bot.messages.extensions.view import ExtensionCard, extension_body
from bot.services.core.ledger import Ledger
from bot.services.core.measure_card import about, context_for, said_by
from bot.services.core.measure_context import MeasureContext
from bot.services.core.message_content import ExtensionContent, content_of
from bot.services.core.request import RequestContext


async def compose_extension(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """A request for more time for whoever may take its step; none once it was answered."""
    content = content_of(message, ExtensionContent)
    extension = await ledger.extensions.get(content.extension)
    if extension is None or extension.state is not ExtensionState.ASKED or extension.step != content.step:
        return None
    context = await context_for(request, ledger, person, extension.measure)
    return await extension_of(context, extension) if context.measure.is_open else None


async def extension_of(context: MeasureContext, extension: Extension) -> MessageBody:
    """The card of a request that waits."""
    agreed = [await said_by(context, answer.by, answer.at, answer.words) for answer in extension.answers]
    asked = await said_by(context, extension.by, extension.at, extension.words)
    card = ExtensionCard(await about(context), extension, asked, tuple(agreed))
    return extension_body(context.tx.request.wording, card)
