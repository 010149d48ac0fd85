"""Every sentence that the bot says in chat stands in one table a capability, which an office may override."""

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Any

from markupsafe import Markup

from bot.messages.inert import inert

TABLE = "text.toml"
RENAMED = "renamed.toml"


class WordingError(ValueError):
    """An office's own sentences that cannot be said: what is wrong with each, in words."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class Wording:
    """Sentences by "capability.name"; values are escaped and made inert before they enter a sentence."""

    def __init__(self, sentences: dict[str, str]) -> None:
        self._sentences = {key: Markup(text) for key, text in sentences.items()}  # noqa: S704 - our own files

    def __contains__(self, key: str) -> bool:
        return key in self._sentences

    def say(self, key: str, /, **facts: object) -> Markup:
        """A sentence as the chat's HTML, with its facts filled in."""
        return self._sentences[key].format(**{name: _quoted(fact) for name, fact in facts.items()})

    def word(self, key: str, /, **facts: object) -> str:
        """A sentence as plain text, e.g. for a button."""
        return str(self._sentences[key]).format(**facts)


def _quoted(fact: object) -> object:
    """A fact as a sentence may hold it: whoever wrote its words, nothing in them becomes live."""
    return inert(fact) if isinstance(fact, str) and not isinstance(fact, Markup) else fact


def flat(tables: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested tables of a TOML file as "capability.name" → sentence."""
    found: dict[str, str] = {}
    for name, value in tables.items():
        if isinstance(value, dict):
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = str(value).strip("\n")
    return found


@cache
def standard() -> dict[str, str]:
    """The sentences as shipped: one table a capability."""
    found: dict[str, str] = {}
    for folder in sorted(files("bot.messages").iterdir(), key=lambda one: one.name):
        if folder.is_dir() and folder.joinpath(TABLE).is_file():
            found |= flat(tomllib.loads(folder.joinpath(TABLE).read_text("utf-8")), f"{folder.name}.")
    return found


@cache
def renamed() -> dict[str, Any]:
    """What earlier versions said: `tables`, `sentences`, and `facts` by sentence under another name; what is `gone`."""
    return tomllib.loads(files("bot.messages").joinpath(RENAMED).read_text("utf-8"))


def current(key: str) -> str:
    """The name that a sentence has today: its table may have moved, and the sentence within it."""
    if key in standard():
        return key
    table, _, name = key.partition(".")
    moved = f"{renamed()['tables'].get(table, table)}.{name}"
    return str(renamed()["sentences"].get(moved, moved))


def modern(key: str, sentence: str) -> str:
    """An office's own sentence with its facts named as they are today; `key` is the sentence's name today."""
    for old, new in renamed()["facts"].get(key, {}).items():
        sentence = sentence.replace(f"{{{old}}}", f"{{{new}}}")
    return sentence


def facts_of(sentence: str) -> set[str]:
    """The facts that a sentence asks for, as they stand in its braces; raises ValueError where these do not match."""
    fields = [field for field in Formatter().parse(sentence) if field[1] is not None]
    return {
        "".join((name or "", f"!{how}" if how else "", f":{form}" if form else "")) for _, name, form, how in fields
    }


def official(key: str, /, **facts: object) -> str:
    """A sentence as shipped: documents speak it, whatever an office lets its chat say."""
    return standard()[key].format(**facts)


def read_wording(file: str) -> Wording:
    """The sentences with those of an office's own file, "" where it has none; raises WordingError."""
    try:
        own = tomllib.loads(Path(file).read_text("utf-8")) if file else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise WordingError([official("core.wording.unreadable", file=file, why=error)]) from error
    return load_wording(own)


def load_wording(overrides: dict[str, Any] | None = None) -> Wording:
    """The sentences with an office's own ones; raises WordingError with every mistake among them."""
    given = {current(key): sentence for key, sentence in flat(overrides or {}).items()}
    own = {key: modern(key, sentence) for key, sentence in given.items() if key not in renamed()["gone"]}
    if mistakes := [mistake for key in sorted(own) if (mistake := _mistake(key, own[key]))]:
        raise WordingError(mistakes)
    return Wording(standard() | own)


def _mistake(key: str, sentence: str) -> str:
    """What is wrong with an office's own sentence, "" where nothing is."""
    if key not in standard():
        return official("core.wording.unknown", key=key)
    try:
        strange = sorted(facts_of(sentence) - facts_of(standard()[key]))
    except ValueError:
        return official("core.wording.braces", key=key)
    if not strange:
        return ""
    known = "、".join(f"{{{name}}}" for name in sorted(facts_of(standard()[key]))) or official("core.wording.none")
    return official("core.wording.fact", key=key, fact=f"{{{strange[0]}}}", known=known)
