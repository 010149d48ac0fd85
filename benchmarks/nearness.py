"""Which topics of findings each pair of characters is near to, learned from the wording of laws.

    python -m benchmarks.nearness FOLDER [OUT]

FOLDER holds texts (.txt, .md): laws and regulations, which nobody owns. Pairs of characters that stand in the same
surroundings get vectors that lie near (positive pointwise mutual information, reduced to 96 dimensions); a topic's is
the sum of those of its words. Written are the nearest topics of each pair, a line each, for `bot/readers/nearness.tsv`:
the bot itself needs neither the texts nor the vectors. The same texts give the same lines.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.domain.similar.likeness import COMMON, PLAIN, SIGNS
from bot.readers.topics import matters

HAN = re.compile(r"[\u4e00-\u9fff]+")
PAIRS, CONTEXTS, RARE = 14_000, 5_000, 30  # how many are told apart, by how many, and how often one must stand
WINDOW, WIDTH, AT_ONCE = 12, 96, 600_000
SMOOTH, SHARP = 3e-4, 2  # how much a frequent pair counts, and how much a near topic stands out
NEAREST, FULL = 6, 99


def lines_of(folder: Path) -> Iterator[str]:
    """Each line of the texts once."""
    seen: set[str] = set()
    for path in sorted([*folder.rglob("*.md"), *folder.rglob("*.txt")]):
        for line in path.read_text("utf-8", errors="ignore").splitlines():
            if len(line) > WINDOW and line not in seen:
                seen.add(line)
                yield line


def pairs_of(run: str) -> list[str]:
    """The pairs of characters of a run."""
    return [run[place : place + 2] for place in range(len(run) - 1)]


def vectors(lines: list[list[str]], known: list[str]) -> NDArray[np.float64]:
    """A vector of each pair, by what stands around it."""
    place = {pair: number for number, pair in enumerate(known)}
    counts = np.zeros(len(known) * CONTEXTS)
    waiting: list[NDArray[np.int64]] = []
    for runs in lines:
        row: list[int] = []
        for run in runs:
            row += [*(place.get(pair, -1) for pair in pairs_of(run)), -1]
        at = np.array(row, dtype=np.int64)
        for step in range(2, WINDOW + 1):
            for one, other in ((at[:-step], at[step:]), (at[step:], at[:-step])):
                fits = (one >= 0) & (other >= 0) & (other < CONTEXTS)
                waiting.append(one[fits] * CONTEXTS + other[fits])
        if len(waiting) > AT_ONCE:
            counts += np.bincount(np.concatenate(waiting), minlength=len(counts))
            waiting = []
    if waiting:
        counts += np.bincount(np.concatenate(waiting), minlength=len(counts))
    table = counts.reshape(len(known), CONTEXTS)
    around = table.sum(0) ** 0.75
    with np.errstate(divide="ignore", invalid="ignore"):
        told = np.log(table / (table.sum(1, keepdims=True) * (around / around.sum())))
    told[~np.isfinite(told)] = 0
    told = np.maximum(told, 0).astype(np.float32)
    size, axes = np.linalg.eigh(told.T @ told)
    strong = np.sqrt(np.maximum(size[::-1][:WIDTH], 1e-12))
    found = (told @ axes[:, ::-1][:, :WIDTH]) / np.sqrt(strong)
    found -= found.mean(0)
    size_of = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / size_of, dtype=np.float64)


def nearness(known: list[str], times: list[int], found: NDArray[np.float64]) -> Iterable[str]:
    """For each pair that says anything: its nearest topics and how near, two figures each."""
    place = {pair: number for number, pair in enumerate(known)}
    weight = SMOOTH / (SMOOTH + np.array(times) / sum(times))
    names = list(matters())
    middle = np.zeros((len(names), found.shape[1]))
    for number, name in enumerate(names):
        for word in matters()[name]:
            for pair in telling(word):
                if pair in place:
                    middle[number] += found[place[pair]] * weight[place[pair]]
    middle /= np.linalg.norm(middle, axis=1, keepdims=True) + 1e-9
    near = np.maximum(found @ middle.T, 0) ** SHARP * weight[:, None]
    for number, pair in enumerate(known):
        if not telling(pair):
            continue
        best = np.argsort(-near[number], kind="stable")[:NEAREST]
        told = [(names[one], round(FULL * float(near[number][one]))) for one in best]
        if any(much for _, much in told):
            yield "\t".join((pair, *(f"{name} {much}" for name, much in told if much)))


def telling(words: str) -> list[str]:
    """The pairs of the words that are of no finding of every kind."""
    runs = SIGNS.split(COMMON.sub(" ", words))
    return [pair for run in runs for pair in pairs_of(run) if not PLAIN.search(pair)]


def main() -> None:
    """Learn, and write."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "bot/readers/nearness.tsv")
    lines = [HAN.findall(line) for line in lines_of(folder)]
    counted = Counter(pair for runs in lines for run in runs for pair in pairs_of(run))
    best = sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:PAIRS]
    known = [pair for pair, times in best if times >= RARE]
    out.write_text("\n".join(nearness(known, [counted[one] for one in known], vectors(lines, known))) + "\n", "utf-8")


if __name__ == "__main__":
    main()
