"""Logs tell what happened by numbers and places; never what people wrote, and never the token."""

import json
import logging
from collections.abc import Callable, Iterator

import pytest
import structlog

from bot.logs import Repeats, redact, set_up_logs

WORDS = "王二麻子挪用了专项资金"
TOKEN = "1234567890:AAHsecretsecretsecretsecretsecretsecr"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Other tests log as they did before."""
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.configure(**before)
    root.handlers[:] = handlers
    root.setLevel(level)


def cause() -> None:
    """Fail with an error that tells the token."""
    raise RuntimeError(f"https://example.invalid/bot{TOKEN}/getMe")


def fail() -> None:
    """Fail with the words of a person, for that reason."""
    try:
        cause()
    except RuntimeError as error:
        raise ValueError(f"invalid literal: {WORDS!r}") from error


def logged(capsys: pytest.CaptureFixture[str], level: str, *, as_json: bool) -> str:
    """What stands in the log after an error in our code and one in a library's."""
    set_up_logs(level, as_json=as_json)
    try:
        fail()
    except ValueError as error:
        structlog.get_logger("ours").exception("update failed", update=5)
        structlog.get_logger("ours").error("update failed", update=6, exc_info=error)
        logging.getLogger("theirs").exception("it broke")
    return capsys.readouterr().err


@pytest.mark.parametrize("as_json", [False, True], ids=["readable", "JSON"])
def test_error_is_told_by_its_place_and_kind(capsys: pytest.CaptureFixture[str], *, as_json: bool) -> None:
    """With its cause; not in its own words, which may be somebody's."""
    said = logged(capsys, "INFO", as_json=as_json)
    assert WORDS not in said
    assert TOKEN not in said
    assert said.count("ValueError") == said.count("RuntimeError") == 2 * 3  # the kind, and the line that raised it
    assert "in fail" in said
    assert "update" in said


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """With level, time, place and event."""
    for line in logged(capsys, "INFO", as_json=True).splitlines():
        assert json.loads(line).keys() >= {"event", "level", "logger", "timestamp"}


def test_words_of_an_error_are_told_to_who_looks_for_it(capsys: pytest.CaptureFixture[str]) -> None:
    """At the level DEBUG, which is for a short time; the token is not."""
    said = logged(capsys, "DEBUG", as_json=False)
    assert WORDS in said
    assert TOKEN not in said


@pytest.mark.parametrize("text", [TOKEN, f"/bot{TOKEN}/x", f"token={TOKEN}!", f"{TOKEN}{TOKEN}", f"‘{TOKEN}’"])
def test_whatever_looks_like_a_token_is_blackened(text: str) -> None:
    """Wherever in a line it stands."""
    assert "secret" not in redact(text)


def trouble(level: int, event: object) -> logging.LogRecord:
    """One record, as a library makes it of a text and structlog of a mapping."""
    return logging.LogRecord("some", level, __file__, 1, event, None, None)


@pytest.mark.parametrize("kind", [str, lambda event: {"event": event}], ids=["library", "ours"])
def test_the_same_trouble_is_told_a_few_times_a_minute(kind: Callable[[str], object]) -> None:
    """A disk that stays full is told of five times a minute, not with every update; other trouble is told at once."""
    now = 0.0
    repeats = Repeats(lambda: now)
    told = []
    for second in range(180):
        now = float(second)
        told += [record for name in ("full", "line") if repeats.filter(record := trouble(logging.ERROR, kind(name)))]
    assert [one.msg if isinstance(one.msg, str) else one.msg["event"] for one in told] == ["full", "line"] * 15
    assert [one.repeated for one in told if hasattr(one, "repeated")] == [55] * 4
    assert all(repeats.filter(trouble(logging.INFO, kind("full"))) for _ in range(9))


def test_a_library_that_meets_the_same_trouble_all_the_time_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    """It is told of five times, and nothing of ours goes through the library's call."""
    set_up_logs(as_json=True)
    for _ in range(9):
        logging.getLogger("theirs").error("it broke with %s", TOKEN)
        structlog.get_logger("ours").error("broke")
    said = [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()]
    assert said == ["it broke with ‹token›", "broke"] * 5
