"""The topics of findings, by which those of one kind are known in whatever words."""

import tomllib
from functools import cache
from importlib.resources import files

from bot.domain.similar.likeness import Topics, topics_of


@cache
def topics() -> Topics:
    """The topics as shipped."""
    read = tomllib.loads(files("bot.readers").joinpath("topics.toml").read_text("utf-8"))
    table = {name: {key: str(words).split() for key, words in of.items()} for name, of in read.items()}
    return topics_of(table["matter"], table["fault"], table["area"])
