"""Buttons carry what they do, sealed for one account: forged, old or borrowed ones are worthless."""

import base64
import datetime as dt
import hashlib
import hmac
import secrets

from bot.domain.core.local_day import local_day
from bot.domain.core.refusal import StaleButton
from bot.services.core.ledger import Ledger, Secret

LIMIT = 64  # bytes of callback data, Telegram's limit
SEAL = 9  # bytes of the seal: 12 characters
BUTTON_DAYS = 30
EPOCH = dt.date(2024, 1, 1)
BUTTONS, WEBHOOK = "buttons", "webhook"


async def button_key(ledger: Ledger) -> bytes:
    """The key of this installation's buttons."""
    return (await own_secret(ledger, BUTTONS)).encode()


async def own_secret(ledger: Ledger, name: str) -> str:
    """A secret of this installation, made at first use; of processes that make it at once, all get the first one's."""
    while (kept := await ledger.secrets.get(name)) is None:
        await ledger.secrets.add(Secret(name, "", secrets.token_urlsafe(32)))
    return kept.value


def seal(key: bytes, account: int, action: str, args: tuple[str, ...], now: dt.datetime) -> str:
    """Callback data for a button that `account` may press until it expires; raises ValueError beyond 64 bytes."""
    expires = (local_day(dt.UTC, now) - EPOCH).days + BUTTON_DAYS
    words = "|".join((action, *args, f"{expires:x}"))
    sealed = f"{words}|{_seal(key, account, words)}"
    if len(sealed.encode()) > LIMIT:
        raise ValueError(f"button too long: {action}")
    return sealed


def unseal(key: bytes, account: int, data: str, now: dt.datetime) -> tuple[str, tuple[str, ...]]:
    """Action and arguments of a pressed button; raises StaleButton where the seal does not hold."""
    words, _, mark = data.rpartition("|")
    if not hmac.compare_digest(_seal(key, account, words).encode(), mark.encode("utf-8", "replace")):
        raise StaleButton
    action, *args, expires = words.split("|")
    if EPOCH + dt.timedelta(days=int(expires, 16)) < local_day(dt.UTC, now):
        raise StaleButton
    return action, tuple(args)


def _seal(key: bytes, account: int, words: str) -> str:
    digest = hmac.new(key, f"{account}|{words}".encode("utf-8", "replace"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:SEAL]).decode()
