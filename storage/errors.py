"""What can be wrong with a store: the error's text is the sentence that the office reads."""

import errno
from pathlib import Path

NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StoreError(OSError):
    """The ledger cannot be kept or read; nothing was acknowledged that is not durable."""


class StoreInUse(StoreError):
    """Another process holds the store."""

    def __init__(self, path: Path, holder: str = "") -> None:
        who = f"（进程号 {holder}）" if holder else ""
        super().__init__(
            f"台账 {path} 正被另一个程序使用{who}。同一份台账同一时间只能由一个程序打开，请先停止那个程序。"
        )


class StoreFull(StoreError):
    """The disk has no space left for the change."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(errno.ENOSPC, f"磁盘已满，刚才的内容没有记入台账 {path}。请清理磁盘空间后重发。")

    def __str__(self) -> str:
        return str(self.args[1])


class StoreUnwritable(StoreError):
    """The disk refuses the change for another reason than space."""

    def __init__(self, path: Path, why: OSError) -> None:
        super().__init__(
            why.errno, f"写入磁盘失败（{why.strerror or why}），刚才的内容没有记入台账 {path}。请检查磁盘后重发。"
        )

    def __str__(self) -> str:
        return str(self.args[1])


class StoreNotShared(StoreError):
    """Several processes were asked for before a ledger that only one may open."""

    def __init__(self) -> None:
        super().__init__(
            "台账是一个文件，只能由一个程序打开，不能用 --roles 分开运行。"
            "请直接 python -m bot run，或先用 move 把台账搬到 PostgreSQL。"
        )


class StoreDamaged(StoreError):
    """What is kept is not what was written; a person must look before anything goes on."""

    def __init__(self, path: Path, where: str) -> None:
        super().__init__(
            f"台账文件 {path} 已损坏：{where}。"
            "程序没有改动它，也没有丢掉其中任何内容；请先复制保存，再用最近的备份恢复。"
        )


class StoreNotEmpty(StoreError):
    """There is a ledger already where one was to be written."""

    def __init__(self, address: object) -> None:
        super().__init__(f"{address} 已有台账，不能覆盖。请换一个空的位置，或先把原有台账移走。")


class StoreConflict(StoreError):
    """Two transactions met over the same records; this one kept nothing and may simply be done again."""

    def __init__(self) -> None:
        super().__init__("刚才的内容与另一人的操作同时发生，没有记入台账，请再发一次。")


class StoreUnreachable(StoreError):
    """The database server does not answer, refuses, or the connection was cut; `why` are its own words."""

    def __init__(self, address: str, why: str = "") -> None:
        said = f"（{why}）" if why else ""
        super().__init__(f"连接不上数据库 {address}{said}，刚才的内容可能没有记入台账。请检查数据库服务后重发。")


class StoreBusy(StoreError):
    """The database answers too slowly, or somebody else holds the record for too long; nothing was kept."""

    def __init__(self, address: str) -> None:
        super().__init__(f"数据库 {address} 太慢，等了很久没有轮到，刚才的内容没有记入台账，请再发一次。")


class StoreReadOnly(StoreError):
    """The database server takes no changes, as a standby does."""

    def __init__(self, address: str) -> None:
        super().__init__(f"数据库 {address} 现在只能读（可能是备机），刚才的内容没有记入台账。请检查数据库服务后重发。")


class StoreForbidden(StoreError):
    """The user of the database may not make its tables."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"数据库 {address} 的用户没有建表的权限。请让这个用户做数据库的所有者（createdb -O 用户 库名）。"
        )


class StoreAddressInvalid(StoreError):
    """The address of the database cannot be read; it is not repeated, because it may hold a password."""

    def __init__(self) -> None:
        super().__init__(
            "数据库地址写法不对，应像 postgresql://用户:口令@主机:5432/库名。"
            "口令里的 @ : / % 等字符要写成 %40 %3A %2F %25。"
        )


class StoreNewer(StoreError):
    """A newer program has changed the schema."""

    def __init__(self, version: str) -> None:
        super().__init__(f"数据库结构（版本 {version}）比本程序新，请升级本程序后再打开。")


class MoveUnfinished(StoreError):
    """A move into this place was interrupted: what is there is a part."""

    def __init__(self, address: object) -> None:
        super().__init__(
            f"{address} 中的台账迁移没有完成，不能使用。请再执行一次同样的迁移，会接着搬，原台账不受影响。"
        )


class MoveSourceDiffers(StoreError):
    """A move into this place was interrupted that came from somewhere else."""

    def __init__(self, address: object, begun: str) -> None:
        super().__init__(
            f"{address} 里有一次没有完成的迁移，来源是 {begun}，与这次的不同，没有搬动任何内容。"
            "请从那个来源接着搬，或换一个空的位置。"
        )


class InboxNotEmpty(StoreError):
    """Updates were received and are not handled yet."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"还有 {count} 条来信没有办完，现在搬走就丢了。请让 worker 先办完（/health 显示“来信：都已办理”），"
            "停下所有进程，再搬。"
        )


class MoveFailed(StoreError):
    """What arrived is not what was sent."""

    def __init__(self, why: str) -> None:
        super().__init__(f"台账迁移没有成功：{why}。原台账没有改动，请查明原因后重新执行迁移。")


class BackupDamaged(StoreError):
    """An archive is not whole, or not what its own list says."""

    def __init__(self, path: Path, where: str) -> None:
        super().__init__(f"备份 {path} 不完整或被改动：{where}。没有恢复任何内容，请改用另一份备份。")


def write_error(path: Path, why: OSError) -> StoreError:
    """The trouble that an error of the system means for whoever wanted to write."""
    if isinstance(why, StoreError):
        return why
    return StoreFull(path) if why.errno in NO_SPACE else StoreUnwritable(path, why)
