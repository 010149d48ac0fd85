"""config.toml and the environment become one checked object; every mistake is reported at once."""

import datetime as dt
import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import TypeVar, get_type_hints
from zoneinfo import available_timezones

import msgspec

from bot.addresses import is_proxy, is_shielded
from bot.domain.settings.policy import Policy
from bot.domain.units.unit import ID

T = TypeVar("T")
Tables = dict[str, object]  # of a TOML file, or of the environment
PREFIX = "DUBAN_"
LAST_PORT = 65535
PLACE = re.compile(r"line (\d+), column (\d+)")  # in an error of tomllib
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+(?:/test)?")
LAST_WEEKDAY = 6
SECRETS = ("token", "proxy")  # whose values are never shown
POSITIVE = (
    "overdue_every",
    "overdue_weeks",
    "at_once_days",
    "standing_months",
    "week_ceiling",
    "undo_minutes",
    "invite_hours",
    "step_days",
)
NOT_NEGATIVE = ("grace", "chase_after", "nag_every", "photos", "files", "evidence", "evidence_months")


@dataclass(frozen=True, kw_only=True)
class TelegramSettings:
    """How Telegram is reached; the token belongs into the environment or a file with mode 600."""

    token: str = field(default="", repr=False)
    token_file: str = ""
    bots: dict[str, str] = field(default_factory=dict)  # further bots by name, each with the file of its token
    base_url: str = "https://api.telegram.org/bot"
    base_file_url: str = "https://api.telegram.org/file/bot"
    proxy: str = field(default="", repr=False)
    send_seconds: float = 25.0  # within which Telegram answers a send; after that it is in doubt


@dataclass(frozen=True)
class UnitSettings:
    """The unit that this installation serves."""

    id: str = "u1"
    name: str = "本单位"
    zone: str = "Asia/Shanghai"


@dataclass(frozen=True)
class StoreSettings:
    """Where the ledger and the evidence are kept."""

    url: str = "data/ledger.json"
    evidence: str = "data/evidence"


@dataclass(frozen=True)
class CalendarSettings:
    """Days that differ from the State Council's calendar as shipped, as ISO dates."""

    holidays: tuple[str, ...] = ()
    workdays: tuple[str, ...] = ()


@dataclass(frozen=True)
class WordingSettings:
    """An office's own sentences."""

    file: str = ""


@dataclass(frozen=True)
class LogSettings:
    """What is written to standard error."""

    level: str = "INFO"
    json: bool = False


@dataclass(frozen=True)
class BackupSettings:
    """Where archives go, how many are kept, and when the day's is made; none is made by the clock where `keep` is 0."""

    folder: str = ""  # beside the ledger
    keep: int = 14
    at: dt.time = dt.time(2, 30)
    sign_key: str = ""  # OpenSSH's private key by which archives and exports are signed
    signers: str = ""  # OpenSSH's file of those whose signatures hold
    copy_folder: str = ""  # where an encrypted copy of each archive goes
    copy_key: str = ""  # OpenSSH's public key for whose holder the copies are encrypted


@dataclass(frozen=True)
class PortSettings:
    """Where the machine's own watchers may ask how it is; 0 is nowhere."""

    host: str = "127.0.0.1"
    number: int = 0


@dataclass(frozen=True)
class WebhookSettings:
    """Where Telegram pushes updates, for several processes: the address that it knows, and where a receiver listens."""

    url: str = ""
    host: str = "127.0.0.1"
    port: int = 8443


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything that can be set, with a default for all but the token."""

    telegram: TelegramSettings = field(default_factory=TelegramSettings)
    unit: UnitSettings = field(default_factory=UnitSettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    policy: Policy = field(default_factory=Policy)
    calendar: CalendarSettings = field(default_factory=CalendarSettings)
    wording: WordingSettings = field(default_factory=WordingSettings)
    log: LogSettings = field(default_factory=LogSettings)
    backup: BackupSettings = field(default_factory=BackupSettings)
    port: PortSettings = field(default_factory=PortSettings)
    webhook: WebhookSettings = field(default_factory=WebhookSettings)


@dataclass(frozen=True)
class Mistake:
    """A mistake of the configuration: its sentence stands under `operations.config.<code>`, filled with the facts."""

    code: str
    facts: Mapping[str, object]


class BadConfig(Exception):  # noqa: N818 - it is shown to a person
    """The configuration has mistakes; all of them, in the order of the file."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__(", ".join(mistake.code for mistake in mistakes))
        self.mistakes = tuple(mistakes)


def mistake(code: str, **facts: object) -> Mistake:
    """A mistake with its facts."""
    return Mistake(code, facts)


def load_config(path: Path | None, environment: Mapping[str, str] = os.environ) -> Config:
    """Read the file (if any), let the environment override it, and check it; raises BadConfig with every mistake."""
    mistakes: list[Mistake] = []
    tables = _tables(path, mistakes)
    for name, text in environment.items():
        if name.startswith(PREFIX) and name != f"{PREFIX}CONFIG":
            _override(tables, name, text, mistakes)
    config = _build(Config, tables, "", mistakes)
    mistakes += _doubts(config)
    if mistakes:
        raise BadConfig(mistakes)
    return config


def setting_sources(path: Path | None, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Of every setting that is set, as "table.key", where: "file" or "environment"."""
    tables = _tables(path, [])
    found = {f"{name}.{key}": "file" for name, table in tables.items() if isinstance(table, dict) for key in table}
    for name in environment:
        table, _, key = name.removeprefix(PREFIX).lower().partition("_")
        if name.startswith(PREFIX) and key:
            found[f"{table}.{key}"] = "environment"
    return found


def read_token(config: Config) -> str:
    """The bot's token from the environment, the configuration or its file; "" where there is none. Raises BadConfig."""
    settings = config.telegram
    if settings.token or not settings.token_file:
        return settings.token
    return _token_in(settings.token_file)


def tokens(config: Config) -> dict[str, str]:
    """The token of every bot by its name; the first one's name is "". Raises BadConfig."""
    files = config.telegram.bots.items()
    return {"": read_token(config)} | {name: _token_in(file) for name, file in files}


def _token_in(file: str) -> str:
    """The token in a file, which is never shown; raises BadConfig."""
    try:
        token = Path(file).read_text("utf-8-sig", errors="replace").strip()
    except OSError as error:
        raise BadConfig([_unreadable(Path(file), error)]) from None
    if not TOKEN.fullmatch(token):
        raise BadConfig([mistake("token_file_shape", file=file)])
    return token


def _tables(path: Path | None, mistakes: list[Mistake]) -> Tables:
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))  # an editor may put a mark before it
    except FileNotFoundError:
        mistakes.append(mistake("missing", path=path))
    except UnicodeDecodeError:
        mistakes.append(mistake("no_utf8", path=path))
    except tomllib.TOMLDecodeError as error:
        place = PLACE.search(str(error))
        where = {"line": int(place[1]), "column": int(place[2])} if place else {}
        mistakes.append(mistake("no_toml" if place else "no_toml_end", path=path, **where))
    except OSError as error:
        mistakes.append(_unreadable(path, error))
    return {}


def _unreadable(path: Path, error: OSError) -> Mistake:
    return mistake("forbidden" if isinstance(error, PermissionError) else "unreadable", path=path, why=error.strerror)


def _override(tables: Tables, name: str, text: str, mistakes: list[Mistake]) -> None:
    table, _, key = name.removeprefix(PREFIX).lower().partition("_")
    section = get_type_hints(Config).get(table)
    if section is None or key not in {f.name for f in fields(section)}:
        mistakes.append(mistake("unknown_variable", name=name))
        return
    target = tables.setdefault(table, {})
    if not isinstance(target, dict):  # which is told when the file is read
        return
    if get_type_hints(section)[key] is str:
        target[key] = text
        return
    try:
        target[key] = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        target[key] = text


def _build(kind: type[T], table: object, where: str, mistakes: list[Mistake]) -> T:
    if not isinstance(table, dict):
        mistakes.append(mistake("no_table", name=where))
        return kind()
    hints = get_type_hints(kind)
    values: dict[str, object] = {}
    for name, value in table.items():
        place = f"{where}.{name}" if where else name
        if name not in hints:
            mistakes.append(mistake("unknown_key", name=place))
        elif is_dataclass(hints[name]):
            values[name] = _build(hints[name], value, place, mistakes)
        else:
            try:
                values[name] = msgspec.convert(value, hints[name])
            except msgspec.ValidationError as error:
                shown = {} if name in SECRETS else {"value": repr(value)}
                mistakes.append(mistake("bad_value", name=place, why=str(error).partition(" - at")[0], **shown))
    return kind(**values)


def _doubts(config: Config) -> Iterator[Mistake]:
    """What is well formed and yet cannot be right."""
    policy = config.policy
    if not ID.fullmatch(config.unit.id):
        yield mistake("unit_id", id=repr(config.unit.id))
    if config.unit.zone not in available_timezones():
        yield mistake("unit_zone", zone=config.unit.zone)
    if not policy.marks or any(mark < 0 for mark in policy.marks):
        yield mistake("policy_marks")
    if not 0 <= policy.digest_weekday <= LAST_WEEKDAY:
        yield mistake("policy_digest_weekday")
    yield from (mistake("policy_positive", name=name) for name in POSITIVE if getattr(policy, name) <= 0)
    yield from (mistake("policy_not_negative", name=name) for name in NOT_NEGATIVE if getattr(policy, name) < 0)
    yield from _bad_telegram(config.telegram)
    if config.telegram.send_seconds <= 0:
        yield mistake("send_seconds")
    if config.backup.keep < 0:
        yield mistake("backup_keep")
    if not 0 <= config.port.number <= LAST_PORT:
        yield mistake("port_number", last=LAST_PORT)
    if not 0 < config.webhook.port <= LAST_PORT:
        yield mistake("webhook_port", last=LAST_PORT)
    if config.webhook.url and not is_shielded(config.webhook.url):
        yield mistake("webhook_url")
    yield from _bad_days(config.calendar)
    yield from _bad_files(config)


def _bad_telegram(telegram: TelegramSettings) -> Iterator[Mistake]:
    if telegram.token and not TOKEN.fullmatch(telegram.token):
        yield mistake("token_shape")
    for name in ("base_url", "base_file_url"):
        if not getattr(telegram, name).startswith(("https://", "http://")):
            yield mistake("url_scheme", name=name)
    if telegram.proxy and not is_proxy(telegram.proxy):
        yield mistake("proxy_scheme")


def _bad_days(calendar: CalendarSettings) -> Iterator[Mistake]:
    for name, days in (("holidays", calendar.holidays), ("workdays", calendar.workdays)):
        for text in days:
            try:
                dt.date.fromisoformat(text)
            except ValueError:
                yield mistake("calendar_day", name=name, day=repr(text))


def _bad_files(config: Config) -> Iterator[Mistake]:
    telegram = config.telegram
    if telegram.token_file:
        yield from _bad_secret("telegram.token_file", Path(telegram.token_file))
    if config.backup.sign_key:
        yield from _bad_secret("backup.sign_key", Path(config.backup.sign_key))
    if config.backup.signers and not Path(config.backup.signers).is_file():
        yield mistake("no_file", name="backup.signers", file=config.backup.signers)
    if bool(config.backup.copy_folder) != bool(config.backup.copy_key):
        yield mistake("copy_halved")
    elif (key := Path(config.backup.copy_key)).name and not (key.is_file() and key.read_bytes().startswith(b"ssh-")):
        yield mistake("copy_key", file=config.backup.copy_key)
    for name, file in telegram.bots.items():
        if not name.isascii() or not name.isalnum():
            yield mistake("bot_name", name=repr(name))
        yield from _bad_secret(f"telegram.bots.{name}", Path(file))
    if config.wording.file and not Path(config.wording.file).is_file():
        yield mistake("no_file", name="wording.file", file=config.wording.file)


def _bad_secret(name: str, file: Path) -> Iterator[Mistake]:
    if not file.is_file():
        yield mistake("no_file", name=name, file=file)
    elif stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield mistake("open_secret", file=file)
