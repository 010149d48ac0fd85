"""What `check` says of security: each setting that concerns it with its source, and what is open to too many."""

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.addresses import is_shielded
from bot.config import SECRETS, BadConfig, Config, load_config
from bot.diagnostics import CheckResult, bad, note, setting
from bot.messages.wording import load_wording
from storage.opening import DATABASES, backup_folder, ledger_file, public_address

SETTINGS = (
    "telegram.token",
    "telegram.token_file",
    "telegram.base_url",
    "telegram.base_file_url",
    "telegram.proxy",
    "telegram.bots",
    "store.url",
    "store.evidence",
    "backup.folder",
    "backup.keep",
    "backup.sign_key",
    "backup.signers",
    "backup.copy_folder",
    "backup.copy_key",
    "port.host",
    "port.number",
    "webhook.url",
    "webhook.host",
    "webhook.port",
    "wording.file",
    "log.level",
)
ENDINGS = (".json", ".log", ".lock")  # of a ledger in a file
OPEN_HOSTS = ("0.0.0.0", "::", "")  # noqa: S104 - looked for, not listened at


def settings_in_force(config: Config, sources: Mapping[str, str]) -> Iterator[CheckResult]:
    """Each with its value, where that is no secret, and where it is set."""
    for place in SETTINGS:
        yield setting(place, _shown(config, place), sources.get(place, "default"))


def _value(config: Config, place: str) -> object:
    table, key = place.split(".")
    return getattr(getattr(config, table), key)


def _shown(config: Config, place: str) -> object:
    value = _value(config, place)
    if value in ("", {}):
        return load_wording().word("operations.check.setting_none")
    if place.partition(".")[2] in SECRETS:
        return load_wording().word("operations.check.setting_hidden")
    return public_address(str(value)) if place == "store.url" else value


def too_open(config: Config, file: Path | None) -> Iterator[CheckResult]:
    """Plain http, ports for everybody, an almighty role at the database, and files that others can read.

    The file of the configuration counts where a secret stands in it, and not where that comes from the environment.
    """
    for place in ("telegram.base_url", "telegram.base_file_url", "webhook.url"):
        url = str(_value(config, place))
        if url and not is_shielded(url):
            yield bad("exposed", "exposed_http", name=place, value=url)
    if config.port.number and config.port.host in OPEN_HOSTS:
        yield bad("exposed", "exposed_port", name="port.host", value=config.port.host)
    if config.webhook.url and config.webhook.host in OPEN_HOSTS:
        yield note("exposed", "exposed_webhook", name="webhook.host", value=config.webhook.host)
    if config.store.url.startswith(DATABASES):
        from storage.postgres.schema import is_almighty

        if is_almighty(config.store.url):
            yield bad("exposed", "exposed_role", name="store.url")
    evidence = Path(config.store.evidence)
    folders = [evidence, backup_folder(config.store.url, evidence, config.backup.folder)]
    ledger = ledger_file(config.store.url)
    files = [evidence.parent / "anchors", *(ledger.with_suffix(ending) for ending in ENDINGS if ledger)]
    secret = (file,) if file and _holds_secret(file) else ()
    for path in (*folders, *files, *secret):
        if path.exists() and _is_open(path.stat()):
            mode = stat.S_IMODE(path.stat().st_mode)
            yield bad("exposed", "exposed_file", path=path, mode=f"{mode:o}", wanted="700" if path.is_dir() else "600")


def _is_open(of: os.stat_result) -> bool:
    """True where others can read; not of what root keeps for the service's own group, as 640 root:duban."""
    lent = of.st_uid != os.geteuid() and of.st_gid == os.getegid()
    return bool(of.st_mode & (0o007 if lent else 0o077))


def _holds_secret(file: Path) -> bool:
    """True where a token or a password stands in the file itself; what cannot be read may hold one."""
    try:
        alone = load_config(file, {})
    except BadConfig:
        return True
    return bool(alone.telegram.token) or "@" in alone.store.url or "@" in alone.telegram.proxy
