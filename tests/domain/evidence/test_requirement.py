"""What evidence a measure needs: counted by its kinds, each content once, and for how long it is kept."""

import datetime as dt
from typing import Any

import pytest

from bot.domain.evidence.evidence import Evidence, EvidenceKind
from bot.domain.evidence.requirement import Lack, demanded, is_photo, kept_until, lacking
from bot.domain.settings.policy import Policy

PHOTO, FILE, VOICE, VIDEO, PLACE = EvidenceKind


def kept(kind: EvidenceKind, digest: str = "", name: str = "1", **facts: Any) -> Evidence:
    """One piece."""
    return Evidence(
        id=f"{kind}{digest}{name}",
        unit="u1",
        measure="m",
        by="p1",
        at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC),
        kind=kind,
        name=name,
        digest=digest or f"{kind}{name}",
        size=1,
        **facts,
    )


@pytest.mark.parametrize(
    ("kind", "name", "photo"),
    [
        (PHOTO, "x", True),
        (PHOTO, "x.pdf", True),
        (FILE, "x.jpg", True),
        (FILE, "x.JPEG", True),
        (FILE, "x.heic", True),
        (FILE, "x.pdf", False),
        (FILE, "jpg", False),
        (VIDEO, "x.jpg", False),
        (VOICE, "x.png", False),
    ],
)
def test_a_photo_is_one_also_as_a_file(kind: EvidenceKind, name: str, photo: bool) -> None:  # noqa: FBT001 - a table
    """By the end of its name, however it is written; only files are looked at so."""
    assert is_photo(kept(kind, name=name)) is photo


@pytest.mark.parametrize(
    ("asked", "pieces", "lack"),
    [
        ((0, 0, 0), [], (0, 0, 0)),
        ((2, 1, 4), [], (2, 1, 4)),
        ((2, 1, 4), [kept(PHOTO)], (1, 1, 3)),
        ((2, 1, 4), [kept(FILE, name="x.pdf")], (2, 0, 3)),
        ((2, 1, 4), [kept(FILE, name="x.jpg")], (1, 1, 3)),
        ((2, 1, 4), [kept(VIDEO)], (2, 1, 3)),
        ((2, 1, 4), [kept(VOICE), kept(PLACE)], (2, 1, 4)),
        ((1, 1, 1), [kept(PHOTO, name=str(n)) for n in range(3)], (0, 1, 0)),
        ((2, 0, 0), [kept(PHOTO, "same", "1"), kept(PHOTO, "same", "2")], (1, 0, 0)),
        ((2, 0, 0), [kept(PHOTO, "same", "1"), kept(PHOTO, "other", "2")], (0, 0, 0)),
        ((1, 0, 0), [kept(PHOTO, stands=False)], (1, 0, 0)),
        ((0, 0, 3), [kept(PHOTO), kept(FILE, name="x.pdf"), kept(VIDEO)], (0, 0, 0)),
    ],
)
def test_what_is_wanting_of_each_kind(
    asked: tuple[int, int, int], pieces: list[Evidence], lack: tuple[int, int, int]
) -> None:
    """Photos, files, and photos, files and films together; what was withdrawn does not stand."""
    policy = Policy().but(dict(zip(("photos", "files", "evidence"), asked, strict=True)))
    found = lacking(policy, pieces)
    assert (found.photos, found.files, found.either) == lack
    assert bool(found) is any(lack)
    names = ("photos", "files", "evidence")
    assert found.settings == tuple(name for name, count in zip(names, lack, strict=True) if count)


def test_nothing_wanting_is_no_lack() -> None:
    """Each kind by itself is one."""
    assert not Lack()
    assert all([Lack(photos=1), Lack(files=1), Lack(either=1)])


def test_an_entry_keeps_what_was_demanded() -> None:
    """And nothing of what was not."""
    assert demanded(Policy().but({"photos": 2, "files": 0, "evidence": 3})) == {
        "demanded_photos": 2,
        "demanded_evidence": 3,
    }
    assert demanded(Policy().but({"photos": 0, "files": 1, "evidence": 0})) == {"demanded_files": 1}


@pytest.mark.parametrize(
    ("closed", "months", "until"),
    [
        ("2026-03-31", 0, "2026-03-31"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-03-30", 1, "2026-04-30"),
        ("2026-03-29", 1, "2026-04-29"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-01-31", 25, "2028-02-29"),
        ("2026-11-15", 1, "2026-12-15"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-12-15", 12, "2027-12-15"),
        ("2026-01-15", 24, "2028-01-15"),
    ],
)
def test_files_are_kept_to_the_same_day_of_a_later_month(closed: str, months: int, until: str) -> None:
    """Or its end where it is shorter."""
    assert str(kept_until(dt.date.fromisoformat(closed), months)) == until
