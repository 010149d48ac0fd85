"""Who waits for whom, followed from measure to measure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.dependencies.dependency import Dependency, Side

NO_MEASURES: Mapping[str, Sequence[str]] = {}


def loop_through(
    start: str, found: Iterable[Dependency], measures: Mapping[str, Sequence[str]] = NO_MEASURES
) -> tuple[str, ...]:
    """The measures of the shortest loop that leads from one back to itself, that one first; none where none does.

    Who waits for a finding waits for all its `measures`, by the finding's id.
    """
    edges = _edges(found, measures)
    paths: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        for one in edges[path[-1]]:
            if one == start:
                return path
            if one not in seen:
                seen.add(one)
                paths.append((*path, one))
    return ()


def _edges(found: Iterable[Dependency], measures: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    edges: dict[str, list[str]] = defaultdict(list)
    for one in found:
        if one.is_open and one.side is Side.MEASURE:
            edges[one.measure].append(one.other)
        elif one.is_open and one.side is Side.FINDING:
            edges[one.measure] += measures.get(one.other, ())
    return edges


@dataclass(frozen=True)
class Node:
    """Somebody or something that is waited for, with all that waits for it; a loop is cut where it comes round."""

    key: tuple[Side, str]
    name: str
    by: Dependency | None = None  # by which it waits for what stands above it
    waiting: tuple["Node", ...] = ()
    loops: bool = field(default=False, kw_only=True)

    @property
    def count(self) -> int:
        """How many wait for it, straight or through others."""
        return sum(1 + one.count for one in self.waiting)


def waiting_trees(found: Sequence[Dependency]) -> tuple[Node, ...]:
    """Who is waited for and waits for nobody, most waited for first, each with those who wait; loops stand last."""
    open_ = [one for one in found if one.is_open]
    below: dict[tuple[Side, str], list[Dependency]] = defaultdict(list)
    for one in open_:
        below[_key(one)].append(one)
    waits = {(Side.MEASURE, one.measure) for one in open_}
    roots = [key for key in below if key not in waits]
    trees = [_tree(key, _name(below[key]), None, below, ()) for key in roots]
    reached = {key for tree in trees for key in _keys(tree)}
    for one in open_:
        key = (Side.MEASURE, one.measure)
        if key not in reached:
            tree = _tree(key, "", None, below, ())
            trees.append(tree)
            reached |= _keys(tree)
    straight = [tree for tree in trees if tree.by is None and tree.key not in waits]
    looped = [tree for tree in trees if tree.key in waits]
    return (*sorted(straight, key=lambda tree: -tree.count), *looped)


def _key(one: Dependency) -> tuple[Side, str]:
    named = one.side in {Side.OUTSIDE, Side.ASKED}
    return one.side, one.name if named else one.other


def _name(found: Sequence[Dependency]) -> str:
    return found[0].name


def _tree(
    key: tuple[Side, str],
    name: str,
    by: Dependency | None,
    below: dict[tuple[Side, str], list[Dependency]],
    path: tuple[tuple[Side, str], ...],
) -> Node:
    if key in path:
        return Node(key, name, by, loops=True)
    waiting = [_tree((Side.MEASURE, one.measure), "", one, below, (*path, key)) for one in below.get(key, ())]
    return Node(key, name, by, tuple(waiting))


def _keys(tree: Node) -> set[tuple[Side, str]]:
    return {tree.key}.union(*(_keys(one) for one in tree.waiting))
