"""What people read when the store cannot do it: a sentence for every error, and a short form for logs."""

import errno
import os
from pathlib import Path

import pytest

from bot.domain.core.store_error import StoreError, fault
from bot.messages.operations.store_error import store_error
from bot.messages.wording import load_wording, standard
from storage import errors
from tests.storage.said import said

LEDGER = Path("data/ledger.json")
DATABASE = "postgresql://h/d"

SENTENCES = [
    (
        errors.StoreInUse(path=LEDGER, holder=fault("holder", process=4711)),
        (
            "台账 data/ledger.json 正被另一个程序使用（进程号 4711）。同一份台账同一时间只能由一个程序打开，请"
            "先停止那个程序。"
        ),
    ),
    (
        errors.StoreInUse(path=LEDGER, holder=""),
        "台账 data/ledger.json 正被另一个程序使用。同一份台账同一时间只能由一个程序打开，请先停止那个程序。",
    ),
    (
        errors.StoreFull(path=LEDGER),
        "磁盘已满，刚才的内容没有记入台账 data/ledger.json。请清理磁盘空间后重发。",
    ),
    (
        errors.StoreUnwritable(path=LEDGER, why="Input/output error"),
        "写入磁盘失败（Input/output error），刚才的内容没有记入台账 data/ledger.json。请检查磁盘后重发。",
    ),
    (
        errors.StoreNotShared(),
        (
            "台账是一个文件，只能由一个程序打开，不能用 --roles 分开运行。请直接 duban run，或先用"
            " move 把台账搬到 PostgreSQL。"
        ),
    ),
    (
        errors.StoreDamaged(path=LEDGER, fault=fault("no_checkpoint_number")),
        (
            "台账文件 data/ledger.json 已损坏：缺少检查点编号，可能不是本程序写的文件。程序没有改动它，也没有丢掉其"
            "中任何内容；请先复制保存，再用最近的备份恢复。"
        ),
    ),
    (
        errors.StoreNotEmpty(address=DATABASE),
        "postgresql://h/d 已有台账，不能覆盖。请换一个空的位置，或先把原有台账移走。",
    ),
    (
        errors.StoreConflict(),
        "刚才的内容与另一人的操作同时发生，没有记入台账，请再发一次。",
    ),
    (
        errors.StoreUnreachable(address=DATABASE, why=fault("server_said", words="password authentication failed")),
        (
            "连接不上数据库 postgresql://h/d（password authentication failed），刚才的"
            "内容可能没有记入台账。请检查数据库服务后重发。"
        ),
    ),
    (
        errors.StoreUnreachable(address=DATABASE, why=""),
        "连接不上数据库 postgresql://h/d，刚才的内容可能没有记入台账。请检查数据库服务后重发。",
    ),
    (
        errors.StoreBusy(address=DATABASE),
        "数据库 postgresql://h/d 太慢，等了很久没有轮到，刚才的内容没有记入台账，请再发一次。",
    ),
    (
        errors.StoreReadOnly(address=DATABASE),
        "数据库 postgresql://h/d 现在只能读（可能是备机），刚才的内容没有记入台账。请检查数据库服务后重发。",
    ),
    (
        errors.StoreForbidden(address=DATABASE),
        "数据库 postgresql://h/d 的用户没有建表的权限。请让这个用户做数据库的所有者（createdb -O 用户 库名）。",
    ),
    (
        errors.StoreAddressInvalid(),
        (
            "数据库地址写法不对，应像 postgresql://用户:口令@主机:5432/库名。口令里的 @ : / % 等字符要"
            "写成 %40 %3A %2F %25。"
        ),
    ),
    (
        errors.StoreNewer(version="0009"),
        "数据库结构（版本 0009）比本程序新，请升级本程序后再打开。",
    ),
    (
        errors.FileNewer(path="l.json", what=fault("newer_format", format=3, own=2)),
        (
            "台账文件 l.json 是更新的程序写的（格式 3，本程序认得到 2），本程序没有打开它，也没有改动它。"
            "请换用新的程序；要退回旧程序，请用升级前的那份备份。"
        ),
    ),
    (
        errors.StoreRolledBack(path="l.json", lock="l.lock", last=9, number=7),
        (
            "台账 l.json 只到第 7 笔，程序已经确认到第 9 笔：末尾被截掉了，或者换成了旧文件。"
            "程序没有启动，什么也没有改。请找回原来的文件，或用最近的备份恢复（duban restore 备份文件）；"
            "确实要从现在这份接着用的，先把它另存一份，删去 l.lock 再启动，缺的那几笔请核对补报。"
        ),
    ),
    (
        errors.NotEncrypted(path="b.zip.age", why="no key"),
        "b.zip.age 没有加密成功：no key。备份本身没有动。",
    ),
    (
        errors.NotDecrypted(path="b.zip.age", key="own"),
        "用 own 打不开 b.zip.age：这把私钥不是它的那一把（要 backup.copy_key 那个公钥的另一半），或者文件不完整。",
    ),
    (
        errors.NotSigned(path="b.zip", why="no key"),
        "b.zip 没有签上名，或者没能核对签名：no key。文件本身没有动。",
    ),
    (
        errors.StoreVanished(path="l.json", trace=fault("backups_beside", path="backups")),
        (
            "台账 l.json 不见了，但backups 里有备份：这里原来有台账。程序没有另建空台账，以免空备份挤掉好备份。"
            "请找回文件，或用最近的备份恢复（duban restore 备份文件）；"
            "确实要从空台账开始的，先把这些旧文件移走。"
        ),
    ),
    (
        errors.SchemeUnknown(scheme="mysql:"),
        "台账地址以 mysql: 开头，本程序不认得。请写文件路径、tinydb:文件路径，或 postgresql://…。",
    ),
    (
        errors.NothingKept(path="l.json"),
        ("l.json 那里还没有台账，没有可以备份的，什么也没有写。请核对配置里的 store.url，或者先导入台账。"),
    ),
    (
        errors.StoreForeign(path="l.json"),
        (
            "台账 l.json 被另一个程序换成了别的文件，刚才的内容没有记入台账，也没有覆盖那个文件。"
            "请查明是谁写的，停下其中一个程序再重新启动。"
        ),
    ),
    (
        errors.MoveUnfinished(address="x"),
        "x 中的台账迁移没有完成，不能使用。请再执行一次同样的迁移，会接着搬，原台账不受影响。",
    ),
    (
        errors.MoveSourceDiffers(address="x", begun="y"),
        "x 里有一次没有完成的迁移，来源是 y，与这次的不同，没有搬动任何内容。请从那个来源接着搬，或换一个空的位置。",
    ),
    (
        errors.InboxNotEmpty(count=3),
        (
            "还有 3 条来信没有办完，现在搬走就丢了。请让 worker 先办完（/health 显示“来信：都已办理”），停下所有"
            "进程，再搬。"
        ),
    ),
    (
        errors.MoveFailed(fault=fault("target_differs")),
        "台账迁移没有成功：目标中的记录与来源不一致。原台账没有改动，请查明原因后重新执行迁移。",
    ),
    (
        errors.BackupDamaged(path=Path("b.zip"), fault=fault("no_ledger")),
        "备份 b.zip 不完整或被改动：没有台账。没有恢复任何内容，请改用另一份备份。",
    ),
]


@pytest.mark.parametrize(("error", "sentence"), SENTENCES, ids=lambda given: getattr(given, "code", ""))
def test_error_has_its_sentence(error: StoreError, sentence: str) -> None:
    """Word for word, with the facts filled in."""
    assert said(error) == sentence


def test_every_error_is_in_the_table() -> None:
    """No error of the store lacks a sentence, and each code is used once."""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, StoreError)]
    assert {kind.code for kind in kinds} - {StoreError.code} == {error.code for error, _ in SENTENCES}
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert {f"operations.store.{kind.code}" for kind in kinds} <= set(standard())


def test_office_may_word_it_differently() -> None:
    """The sentences stand in the table that an office overrides, and several faults are joined."""
    broken = tuple(fault("chain_altered", unit="u1", number=n) for n in (3, 4))
    wording = load_wording({"operations": {"store": {"move_failed": "没搬成：{fault}"}}})
    told = store_error(wording, errors.MoveFailed(fault=broken))
    assert told == "没搬成：单位 u1 第 3 条日志内容被改动；单位 u1 第 4 条日志内容被改动"


def test_log_has_code_and_facts() -> None:
    """The short form names what is wrong without a sentence."""
    error = errors.StoreDamaged(path=LEDGER, fault=fault("checksum", byte=17))
    assert str(error) == "damaged: path=data/ledger.json, fault=checksum(byte=17)"
    assert str(errors.MoveFailed(fault=(fault("a", n=1), fault("b")))) == "move_failed: fault=a(n=1), b()"


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "full"), (errno.EDQUOT, "full"), (errno.EIO, "unwritable")]
)
def test_error_of_the_system_is_told_by_its_number(number: int, code: str) -> None:
    """A disk without space is another matter than one that fails."""
    assert errors.write_error(LEDGER, OSError(number, "why")).code == code


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EROFS, "写入磁盘失败（磁盘或目录只能读），"),
        (errno.EACCES, "写入磁盘失败（没有权限），"),
        (errno.EPERM, "写入磁盘失败（没有权限），"),
        (errno.EIO, "写入磁盘失败（磁盘读写出错），"),
        (errno.ENOLCK, "写入磁盘失败（No locks available），"),
    ],
)
def test_why_a_disk_refuses_is_told_in_chinese(number: int, words: str) -> None:
    """What happens to an office is told in its words; what nobody foresaw in the system's."""
    error = errors.write_error(LEDGER, OSError(number, os.strerror(number)))
    assert store_error(load_wording(), error).startswith(words)
