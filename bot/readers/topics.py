"""The topics of findings, by which those of one kind are known in whatever words."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from bot.domain.similar.likeness import Topics, topics_of


@cache
def topics() -> Topics:
    """The topics as shipped."""
    table = _table()
    return topics_of(table["matter"], table["fault"], table["area"], _around(), broad=table["broad"]["matters"])


def matters() -> Mapping[str, list[str]]:
    """The words of each topic of what a finding is about."""
    return _table()["matter"]


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    read = tomllib.loads(files("bot.readers").joinpath("topics.toml").read_text("utf-8"))
    return {name: {key: str(words).split() for key, words in of.items()} for name, of in read.items()}


def _around() -> dict[str, dict[str, float]]:
    """How near pairs of characters are to topics, as `python -m benchmarks.nearness` learned it."""
    found: dict[str, dict[str, float]] = {}
    for line in files("bot.readers").joinpath("nearness.tsv").read_text("utf-8").splitlines():
        pair, *told = line.split("\t")
        found[pair] = {name: float(much) for name, _, much in (one.partition(" ") for one in told)}
    return found
