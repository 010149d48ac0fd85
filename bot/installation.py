"""What an installation is made of: its ledger, evidence, calendar, wording and backups, as the configuration says."""

import asyncio
import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.clock import Clock, utc_now
from bot.config import BackupSettings, Config, UnitSettings
from bot.domain.units.unit import Unit
from bot.messages.operations.store_error import store_error
from bot.messages.operations.view import Archive, Space
from bot.messages.wording import load_wording, read_wording
from bot.readers.holidays import load_calendar
from bot.scheduling.slots import CronSlots
from bot.services.core.ledger import UNITS, Store
from bot.services.core.request import RequestContext
from bot.services.core.runtime import Runtime
from storage.anchor_file import anchor_file
from storage.blob_store import FileBlobStore
from storage.errors import NotEncrypted, NotSigned
from storage.opening import backup_folder, demand_no_traces, open_store


async def open_context(config: Config, clock: Clock = utc_now) -> RequestContext:
    """Open the ledger and its blobs, with the configuration's unit in it and its policy in every unit.

    What an office changed in chat stays. Raises StoreError.
    """
    store = await open_store(config.store.url)
    try:
        request = context_over(store, config, clock)
        await _demand_no_traces(store, config)
        await _settle_units(store, config)
    except BaseException:
        await store.close()
        raise
    return request


async def _demand_no_traces(store: Store, config: Config) -> None:
    """Raise StoreVanished where the ledger is empty, and what an older one left lies beside it."""
    async with store.read() as ledger:
        if await ledger.units.find(UNITS, limit=1):
            return
    evidence = Path(config.store.evidence)
    await asyncio.to_thread(
        demand_no_traces, config.store.url, evidence, backup_folder(config.store.url, evidence, config.backup.folder)
    )


async def _settle_units(store: Store, config: Config) -> None:
    """Take the configuration's unit in, and the configuration's policy below what was changed in chat."""
    async with store.open() as ledger:
        own = Unit(id=config.unit.id, name=config.unit.name, zone=config.unit.zone)
        known = {unit.id: unit for unit in await ledger.units.find(UNITS)}
        for kept in (known | {own.id: known.get(own.id, own)}).values():
            unit = replace(kept, policy=config.policy.but(kept.changes))
            if kept.id == own.id:
                name = kept.name if own.name == UnitSettings.name else own.name
                unit = replace(unit, name=name, zone=own.zone)
            if unit != known.get(unit.id):
                await ledger.units.put(unit)


def context_over(store: Store, config: Config, clock: Clock = utc_now) -> RequestContext:
    """The request context over a ledger that is open."""
    holidays, workdays = (
        tuple(map(dt.date.fromisoformat, days)) for days in (config.calendar.holidays, config.calendar.workdays)
    )
    blobs = FileBlobStore(Path(config.store.evidence))
    calendar, wording = load_calendar(holidays, workdays), read_wording(config.wording.file)
    return RequestContext(
        store=store, clock=clock, calendar=calendar, wording=wording, blobs=blobs, runtime=_runtime(config)
    )


def answer_folder(config: Config) -> Path:
    """Where the files of answers lie that another process sends."""
    return Path(config.store.evidence).parent / "parcels"


async def clear_answer_files(config: Config) -> None:
    """Delete the files of answers that were sent, or were not within the days that an answer waits."""
    await asyncio.to_thread(_clear, answer_folder(config))


def _clear(folder: Path) -> None:
    from bot.domain.outbox.message import KEPT

    for file in folder.glob("??/??/*"):
        if time.time() - file.stat().st_mtime > KEPT.total_seconds():
            file.unlink(missing_ok=True)


def _seal(archive: Path, settings: BackupSettings, removed: Sequence[Path]) -> str:
    """Sign an archive and write its encrypted copy; why that could not be done, in words, "" where it is."""
    from storage.archive.archive import seal

    try:
        keys = {"sign_key": settings.sign_key, "copy_key": settings.copy_key}
        seal(archive, removed, copy_folder=settings.copy_folder, **keys)
    except (NotSigned, NotEncrypted) as error:
        return store_error(load_wording(), error)
    return ""


def _runtime(config: Config) -> Runtime:
    settings = config.backup
    ledger, evidence = config.store.url, Path(config.store.evidence)

    async def archive(now: dt.datetime) -> Archive:
        from storage.archive.archive import create_backup
        from storage.archive.manifest import read_manifest

        folder = backup_folder(ledger, evidence, settings.folder)
        made, removed = await create_backup(ledger, evidence, folder, settings.keep, now)
        unsigned = await asyncio.to_thread(_seal, made, settings, removed)
        manifest = await asyncio.to_thread(read_manifest, made)
        return Archive(
            str(made.absolute()),
            made.stat().st_size,
            tuple(old.name for old in removed),
            unsigned=unsigned,
            anchors=manifest.anchors,
            missing=manifest.missing,
        )

    async def space() -> Space:
        from storage.archive.archive import disk_usage

        return Space(*await asyncio.to_thread(disk_usage, ledger, evidence))

    files = FileBlobStore(answer_folder(config))
    return Runtime(
        archive=archive,
        space=space,
        answer_files=files,
        anchors=anchor_file(ledger, evidence, settings.folder),
        slots=CronSlots(),
        daily=settings.at if settings.keep else None,
    )
