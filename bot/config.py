"""config.toml and the environment become one checked object; every mistake is reported at once, in words."""

import datetime as dt
import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints
from zoneinfo import available_timezones

import msgspec

from bot.domain.settings.policy import Policy
from bot.domain.units.unit import ID

PREFIX = "DUBAN_"
LAST_PORT = 65535


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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


class BadConfig(Exception):  # noqa: N818 - it is shown to a person
    """The configuration has mistakes; one Chinese sentence each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def load_config(path: Path | None, environment: Mapping[str, str] = os.environ) -> Config:
    """Read the file (if any), let the environment override it, and check it; raises BadConfig with every mistake."""
    mistakes: list[str] = []
    tables = _tables(path, mistakes)
    given = {f"{PREFIX}{name}" for name in ("CONFIG",)}
    for name, text in environment.items():
        if name.startswith(PREFIX) and name not in given:
            _override(tables, name, text, mistakes)
    config: Config = _build(Config, tables, "", mistakes)
    mistakes += _doubts(config)
    if mistakes:
        raise BadConfig(mistakes)
    return config


def read_token(config: Config) -> str:
    """The bot's token from the environment, the configuration or its file; "" where there is none."""
    settings = config.telegram
    if settings.token or not settings.token_file:
        return settings.token
    return Path(settings.token_file).read_text("utf-8").strip()


def tokens(config: Config) -> dict[str, str]:
    """The token of every bot by its name; the first one's name is ""."""
    files = config.telegram.bots.items()
    return {"": read_token(config)} | {name: Path(file).read_text("utf-8").strip() for name, file in files}


def _tables(path: Path | None, mistakes: list[str]) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        mistakes.append(f"找不到配置文件 {path}。可复制 config.example.toml 为 config.toml 再修改。")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        mistakes.append(f"配置文件 {path} 不是有效的 TOML：{error}。")
    except OSError as error:
        mistakes.append(f"读不了配置文件 {path}：{error.strerror}。")
    return {}


def _override(tables: dict[str, Any], name: str, text: str, mistakes: list[str]) -> None:
    table, _, key = name.removeprefix(PREFIX).lower().partition("_")
    section = get_type_hints(Config).get(table)
    if section is None or key not in {f.name for f in fields(section)}:
        mistakes.append(f"环境变量 {name} 没有对应的配置项。")
        return
    target = tables.setdefault(table, {})
    if get_type_hints(section)[key] is str:
        target[key] = text
        return
    try:
        target[key] = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        target[key] = text


def _build(kind: type[Any], table: Any, where: str, mistakes: list[str]) -> Any:
    if not isinstance(table, dict):
        mistakes.append(f"[{where}] 应当是一节，而不是一个值。")
        return kind()
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for name, value in table.items():
        place = f"{where}.{name}" if where else name
        if name not in hints:
            mistakes.append(f"没有 {place} 这个配置项。")
        elif is_dataclass(hints[name]):
            values[name] = _build(hints[name], value, place, mistakes)
        else:
            try:
                values[name] = msgspec.convert(value, hints[name])
            except msgspec.ValidationError as error:
                mistakes.append(f"{place} 的值 {_shown(name, value)} 不对：{_reason(error)}。")
    return kind(**values)


def _shown(name: str, value: Any) -> str:
    return "（不显示）" if name in {"token", "proxy"} else repr(value)


def _reason(error: msgspec.ValidationError) -> str:
    words = {"int": "整数", "str": "文字", "bool": "true 或 false", "array": "列表", "time": "时间如 08:30:00"}
    text = str(error).split(" - at")[0]
    for name, word in words.items():
        text = text.replace(f"`{name}`", word)
    return (
        text.replace("Expected", "应为").replace(", got", "，写的是").replace("Invalid RFC3339 encoded", "不是有效的")
    )


def _doubts(config: Config) -> list[str]:
    policy = config.policy
    found = []
    if not ID.fullmatch(config.unit.id):
        found.append(f"unit.id 的代号 {config.unit.id!r} 只能用小写英文字母和数字，最长8个。")
    if config.unit.zone not in available_timezones():
        found.append(f"unit.zone 的时区 {config.unit.zone} 不存在，通常写 Asia/Shanghai。")
    if not policy.marks or any(mark < 0 for mark in policy.marks):
        found.append("policy.marks 应为到期前的天数，如 [20, 10, 3, 1, 0]，不能为空或负数。")
    if not 0 <= policy.digest_weekday <= 6:  # noqa: PLR2004 - days of a week
        found.append("policy.digest_weekday 应在 0（周一）到 6（周日）之间。")
    counts = ("overdue_every", "at_once_days", "standing_months", "undo_minutes", "invite_hours", "step_days")
    found += [f"policy.{name} 应大于 0。" for name in counts if getattr(policy, name) <= 0]
    not_negative = ("grace", "chase_after", "nag_every", "photos", "files", "evidence", "evidence_months")
    found += [f"policy.{name} 不能是负数。" for name in not_negative if getattr(policy, name) < 0]
    if config.backup.keep < 0:
        found.append("backup.keep 不能是负数；0 为不自动备份。")
    if not 0 <= config.port.number <= LAST_PORT:
        found.append(f"port.number 应在 0 到 {LAST_PORT} 之间；0 为不开。")
    if not 0 < config.webhook.port <= LAST_PORT:
        found.append(f"webhook.port 应在 1 到 {LAST_PORT} 之间。")
    if not config.webhook.url.startswith(("https://", "http://127.0.0.1", "http://localhost")) and config.webhook.url:
        found.append("webhook.url 应以 https:// 开头；只有自建的 Bot API 服务器在本机时才可以用 http://127.0.0.1。")
    found += _bad_days(config.calendar)
    found += _bad_files(config)
    return found


def _bad_days(calendar: CalendarSettings) -> list[str]:
    found = []
    for name in ("holidays", "workdays"):
        for text in getattr(calendar, name):
            try:
                dt.date.fromisoformat(text)
            except ValueError:
                found.append(f"calendar.{name} 里的 {text!r} 不是日期，应写成 2026-01-01 的样子。")
    return found


def _bad_secret(name: str, file: Path) -> list[str]:
    if not file.is_file():
        return [f"{name} 指的文件 {file} 不存在。"]
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        return [f"令牌文件 {file} 别人也能读，请执行 chmod 600 {file}。"]
    return []


def _bad_files(config: Config) -> list[str]:
    telegram = config.telegram
    found = [] if not telegram.token_file else _bad_secret("telegram.token_file", Path(telegram.token_file))
    for name, file in telegram.bots.items():
        if not name.isascii() or not name.isalnum():
            found.append(f"telegram.bots 里的名称 {name!r} 只能用英文字母和数字。")
        found += _bad_secret(f"telegram.bots.{name}", Path(file))
    if config.wording.file and not Path(config.wording.file).is_file():
        found.append(f"wording.file 指的文件 {config.wording.file} 不存在。")
    return found
