"""Every sentence that the bot says in chat stands in one table a capability, which an office may override."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

TABLE = "text.toml"
RENAMED = "renamed.toml"


class Wording:
    """Sentences by "capability.name"; values are escaped before they enter a sentence."""

    def __init__(self, sentences: dict[str, str]) -> None:
        self._sentences = {key: Markup(text) for key, text in sentences.items()}  # noqa: S704 - our own files

    def __contains__(self, key: str) -> bool:
        return key in self._sentences

    def say(self, key: str, /, **facts: Any) -> Markup:
        """A sentence as the chat's HTML, with its facts filled in."""
        return self._sentences[key].format(**facts)

    def word(self, key: str, /, **facts: Any) -> str:
        """A sentence as plain text, e.g. for a button."""
        return str(self._sentences[key]).format(**facts)


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
def renamed() -> tuple[dict[str, str], dict[str, str]]:
    """Names that sentences had before: of single ones, and of whole tables; what is kept under them still speaks."""
    tables = tomllib.loads(files("bot.messages").joinpath(RENAMED).read_text("utf-8"))
    return tables["sentences"], tables["tables"]


def current(key: str) -> str:
    """The name that a sentence has today."""
    sentences, tables = renamed()
    if key in standard():
        return key
    table, _, name = key.partition(".")
    moved = f"{tables[table]}.{name}" if table in tables else key
    return sentences.get(key, sentences.get(moved, moved))


def load_wording(overrides: dict[str, Any] | None = None) -> Wording:
    """The sentences with an office's own ones; raises KeyError for names that are not among them."""
    own = {current(key): sentence for key, sentence in flat(overrides or {}).items()}
    if unknown := sorted(set(own) - set(standard())):
        raise KeyError(*unknown)
    return Wording(standard() | own)
