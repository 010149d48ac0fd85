"""What can be wrong with a store: each error has a code, under which the wording keeps its sentence, and facts."""

import errno
from pathlib import Path

from bot.domain.core.store_error import StoreError, fault

NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# The one file is bad, and will be at the next try; of any other error nobody knows.
BAD_FILE = frozenset({errno.EIO, errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR, errno.ELOOP})
REFUSED = {
    errno.EROFS: "disk_read_only",
    errno.EACCES: "no_right_to_write",
    errno.EPERM: "no_right_to_write",
    errno.EIO: "disk_failing",
    errno.EISDIR: "is_folder",
}


class StoreInUse(StoreError):
    """Another process holds the store."""

    code = "in_use"


class StoreFull(StoreError):
    """The disk has no space left for the change."""

    code = "full"


class StoreUnwritable(StoreError):
    """The disk refuses the change for another reason than space."""

    code = "unwritable"


class StoreNotShared(StoreError):
    """Several processes were asked for before a ledger that only one may open."""

    code = "not_shared"


class StoreDamaged(StoreError):
    """What is kept is not what was written; a person must look before anything goes on."""

    code = "damaged"


class StoreNotEmpty(StoreError):
    """There is a ledger already where one was to be written."""

    code = "not_empty"


class StoreConflict(StoreError):
    """Two transactions met over the same records; this one kept nothing and may simply be done again."""

    code = "conflict"


class StoreUnreachable(StoreError):
    """The database server does not answer, refuses, or the connection was cut."""

    code = "unreachable"


class StoreBusy(StoreError):
    """The database answers too slowly, or somebody else holds the record for too long; nothing was kept."""

    code = "busy"


class StoreReadOnly(StoreError):
    """The database server takes no changes, as a standby does."""

    code = "read_only"


class StoreForbidden(StoreError):
    """The user of the database may not make its tables."""

    code = "forbidden"


class StoreAddressInvalid(StoreError):
    """The address of the database cannot be read; it is not repeated, because it may hold a password."""

    code = "address_invalid"


class StoreNewer(StoreError):
    """A newer program has changed the schema."""

    code = "newer"


class FileNewer(StoreNewer):
    """A newer program wrote the file: this one would drop what it does not know."""

    code = "file_newer"


class SchemeUnknown(StoreError):
    """The address names a kind of store that there is none of."""

    code = "scheme_unknown"


class StoreVanished(StoreError):
    """There was a ledger here and it is gone; an empty one in its place would push the good backups out."""

    code = "vanished"


class NothingKept(StoreError):
    """There is no ledger there yet, so that an archive of it would be one of nothing."""

    code = "nothing_kept"


class StoreRolledBack(StoreError):
    """The ledger ends before what was acknowledged: its end was cut off, or older files were put in their place."""

    code = "rolled_back"


class StoreForeign(StoreError):
    """Another program has put its own file in the place of the ledger that is open."""

    code = "foreign"


class MoveUnfinished(StoreError):
    """A move into this place was interrupted: what is there is a part."""

    code = "move_unfinished"


class MoveSourceDiffers(StoreError):
    """A move into this place was interrupted that came from somewhere else."""

    code = "move_source_differs"


class InboxNotEmpty(StoreError):
    """Updates were received and are not handled yet."""

    code = "inbox_not_empty"


class MoveFailed(StoreError):
    """What arrived is not what was sent."""

    code = "move_failed"


class BackupDamaged(StoreError):
    """An archive is not whole, or not what its own list says."""

    code = "backup_damaged"


class NotSigned(StoreError):
    """An archive or export was written and could not be signed, or nobody could look at its signature."""

    code = "not_signed"


class NotEncrypted(StoreError):
    """An archive was written and its encrypted copy was not."""

    code = "not_encrypted"


class NotDecrypted(StoreError):
    """An encrypted copy could not be opened with this key."""

    code = "not_decrypted"


def write_error(path: Path, why: OSError) -> StoreError:
    """The error that an error of the system means for whoever wanted to write."""
    if isinstance(why, StoreError):
        return why
    if why.errno in NO_SPACE:
        return StoreFull(path=path)
    known = REFUSED.get(why.errno or 0)
    return StoreUnwritable(path=path, why=fault(known) if known else why.strerror or str(why))
