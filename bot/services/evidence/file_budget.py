"""Files per account and hour: how many, and how many bytes, are fetched from Telegram for one person.

Counted in memory, from an account's first file on; a restart forgives.
"""

import datetime as dt
from dataclasses import dataclass, field

from bot.domain.units.unit import MEGABYTE

FILES = 200  # in an hour
MEGABYTES = 200
HOUR = dt.timedelta(hours=1)
QUIET = dt.timedelta(minutes=1)  # without a refused file, after which one is told of anew


@dataclass
class FileHour:
    """An account's hour: what was fetched in it, and whether it is used up."""

    began: dt.datetime
    files: int = 0
    bytes: int = 0
    used_up: bool = False
    refused: dt.datetime | None = None  # when a file was last refused
    told: int = 0  # Telegram's number of the update whose answer says so


@dataclass
class FileBudget:
    """The hours of all accounts."""

    hours: dict[int, FileHour] = field(default_factory=dict)

    def _hour(self, account: int, now: dt.datetime) -> FileHour:
        hour = self.hours.get(account)
        if hour is None or abs(now - hour.began) >= HOUR:
            hour = self.hours[account] = FileHour(now)
        return hour

    def closed_until(self, account: int, size: int, now: dt.datetime) -> dt.datetime | None:
        """None where a file of `size` bytes may be fetched now, else when files of the account are fetched again.

        Until then none is, however small: so that what was said once stays true.
        """
        hour = self._hour(account, now)
        hour.used_up |= hour.files >= FILES or hour.bytes + size > MEGABYTES * MEGABYTE
        return hour.began + HOUR if hour.used_up else None

    def note(self, account: int, size: int, now: dt.datetime) -> None:
        """Count a file of `size` bytes that was fetched."""
        hour = self._hour(account, now)
        hour.files, hour.bytes = hour.files + 1, hour.bytes + size

    def tells(self, account: int, update: int, now: dt.datetime) -> bool:
        """True for the update of the first refused file of a flood, also where it is handled again."""
        hour = self._hour(account, now)
        if hour.refused is None or abs(now - hour.refused) >= QUIET:
            hour.told = update
        hour.refused = now
        return hour.told == update
