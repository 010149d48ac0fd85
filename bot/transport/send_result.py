"""What Telegram's refusals mean for a message of the outbox: whether it may have arrived, and what is done next."""

import datetime as dt

import httpx
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.services.core.request import RequestContext
from bot.services.outbox.delivery import moved, postponed, refused, uncertain, unsent

NOBODY = ("chat not found", "user not found", "user is deactivated", "peer_id_invalid")
TOO_LARGE = "too large"  # what is said, with the code 413, of files beyond its limits
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.ProxyError)


class PartlySent(Exception):  # noqa: N818 - named as what happened
    """Some of a body's messages arrived before Telegram refused the next one."""


def refuses_body(error: NetworkError) -> bool:
    """True where Telegram will not have what is sent, whoever it is for."""
    told = str(error).lower()
    return TOO_LARGE in told or (isinstance(error, BadRequest) and not any(words in told for words in NOBODY))


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait; the library gives a number or a span, as it was set."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)


async def settle(request: RequestContext, message: str, error: Exception) -> None:
    """Write down what became of a message that was not simply delivered.

    TimedOut and BadRequest are NetworkErrors too: the particular ones come first.
    """
    name = type(error).__name__
    match error:
        case PartlySent():
            await uncertain(request, message, name, answered=True, partly=True)
        case RetryAfter():
            await postponed(request, message, seconds(error))
        case ChatMigrated():
            await moved(request, message, error.new_chat_id)
        case Forbidden():
            await refused(request, message)
        case BadRequest() if any(words in str(error).lower() for words in NOBODY):
            await refused(request, message)
        case BadRequest() | ValueError():
            await unsent(request, message, str(error), retry=False)
        case TimedOut() | NetworkError() if isinstance(error.__cause__, NOT_SENT):
            await unsent(request, message, name)
        case TimedOut():
            await uncertain(request, message, name)
        case NetworkError():
            await uncertain(request, message, name, answered=error.__cause__ is None)
        case _:
            await uncertain(request, message, name)
