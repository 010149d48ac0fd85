"""Every sentence that the bot says stands in one catalogue, which an office may override."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

CATALOGUE = "catalogue"


class Wording:
    """Sentences by "concern.name"; values are escaped before they enter a sentence."""

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
    """Nested tables of a TOML file as "concern.name" → sentence."""
    found: dict[str, str] = {}
    for name, value in tables.items():
        if isinstance(value, dict):
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = str(value).strip("\n")
    return found


@cache
def standard() -> dict[str, str]:
    """The catalogue as shipped: one file a concern."""
    found: dict[str, str] = {}
    for file in sorted(files("bot.messages").joinpath(CATALOGUE).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            found |= flat(tomllib.loads(file.read_text("utf-8")), f"{file.name.removesuffix('.toml')}.")
    return found


def load_wording(overrides: dict[str, Any] | None = None) -> Wording:
    """The catalogue with an office's own sentences; raises KeyError for names that are not in it."""
    own = flat(overrides or {})
    if unknown := sorted(set(own) - set(standard())):
        raise KeyError(*unknown)
    return Wording(standard() | own)
