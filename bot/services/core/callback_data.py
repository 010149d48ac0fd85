"""Buttons carry what they do, sealed for one account: forged, old or borrowed ones are worthless."""

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from functools import cache

from msgspec import ValidationError, convert, structs

from bot.domain.core.local_day import local_day
from bot.domain.core.refusal import ExpiredButton, StaleButton
from bot.messages.core.tap import Tap
from bot.messages.core.taps import TAPS
from bot.services.core.ledger import Ledger, Secret

LIMIT = 64  # bytes of callback data, Telegram's limit
SEAL = 9  # bytes of the seal: 12 characters
BUTTON_DAYS = 30
EPOCH = dt.date(2024, 1, 1)
BUTTONS, WEBHOOK = "buttons", "webhook"
KINDS = {str(kind.__struct_config__.tag): kind for kind in TAPS}


async def button_key(ledger: Ledger) -> bytes:
    """The key of this installation's buttons."""
    return (await own_secret(ledger, BUTTONS)).encode()


async def own_secret(ledger: Ledger, name: str) -> str:
    """A secret of this installation, made at first use; of processes that make it at once, all get the first one's."""
    while (kept := await ledger.secrets.get(name)) is None:
        await ledger.secrets.add(Secret(name, "", secrets.token_urlsafe(32)))
    return kept.value


@cache
def _fields(kind: type[Tap]) -> tuple[structs.FieldInfo, ...]:
    """What a kind of tap carries."""
    return structs.fields(kind)


def written(tap: Tap) -> tuple[str, ...]:
    """A tap as a button carries it: its action, then its fields; those at the end that say nothing are left out."""
    fields = list(_fields(type(tap)))
    while fields and not fields[-1].required and getattr(tap, fields[-1].name) == fields[-1].default:
        fields.pop()
    return (str(tap.__struct_config__.tag), *(_text(getattr(tap, field.name)) for field in fields))


def read_tap(action: str, args: Sequence[str]) -> Tap:
    """The tap of an action and its fields; raises StaleButton where there is no such button."""
    kind = KINDS.get(action)
    fields = _fields(kind) if kind else ()
    if kind is None or not sum(field.required for field in fields) <= len(args) <= len(fields):
        raise StaleButton
    given = {f.name: _day(arg) if f.type is dt.date else arg for f, arg in zip(fields, args, strict=False)}
    try:
        return convert(given, kind, strict=False)
    except ValidationError as error:
        raise StaleButton from error


def _text(value: object) -> str:
    return f"{value:%Y%m%d}" if isinstance(value, dt.date) else str(value)


def _day(text: str) -> str:
    """20250601 as 2025-06-01."""
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"


def seal(key: bytes, account: int, tap: Tap, now: dt.datetime) -> str:
    """Callback data for a button that `account` may tap until it expires; raises ValueError beyond 64 bytes."""
    return seal_words(key, account, written(tap), now)


def seal_words(key: bytes, account: int, words: Sequence[str], now: dt.datetime) -> str:
    """Callback data for words as a button carries them: its action, then its fields; raises ValueError, as `seal`."""
    expires = (local_day(dt.UTC, now) - EPOCH).days + BUTTON_DAYS
    sealed = "|".join((*words, f"{expires:x}"))
    data = f"{sealed}|{_seal(key, account, sealed)}"
    if len(data.encode()) > LIMIT:
        raise ValueError(f"button too long: {words[0]}")
    return data


def unseal(key: bytes, account: int, data: str, now: dt.datetime) -> Tap:
    """What a tapped button does; raises StaleButton where the seal does not hold, or nothing of ours is sealed.

    One whose time is over raises ExpiredButton, with its `tap` among the facts.
    """
    words, _, mark = data.rpartition("|")
    if not hmac.compare_digest(_seal(key, account, words).encode(), mark.encode("utf-8", "replace")):
        raise StaleButton
    action, *args, expires = words.split("|")
    if EPOCH + dt.timedelta(days=int(expires, 16)) < local_day(dt.UTC, now):
        raise ExpiredButton(tap=read_tap(action, args))
    return read_tap(action, args)


def _seal(key: bytes, account: int, words: str) -> str:
    digest = hmac.new(key, f"{account}|{words}".encode("utf-8", "replace"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:SEAL]).decode()
