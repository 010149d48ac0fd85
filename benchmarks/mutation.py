"""The mutation score: how many of the faults that a tool puts into the rules and the readers are found by their tests.

    python -m benchmarks.mutation                                # every place of bot/domain and bot/readers: days
    python -m benchmarks.mutation --sample 240 --seed 7          # half of them of each room, drawn by the seed
    python -m benchmarks.mutation bot/domain/meetings bot/readers/reply --sample 60 --jobs 2

The tool is cosmic-ray, kept out of our lock: `pip install cosmic-ray` in an environment of its own, and its folder on
the PATH or in COSMIC_RAY. It works on copies of the project. Of the faults that it knows for one place of the program
(`+` for eleven others) one is drawn, so that a sum does not weigh eleven times a condition; a union in an annotation
and `kw_only` are no places. For a sample lines are drawn first, so that only their modules are looked through. Then it
is noted which tests enter which block (`benchmarks.harness.entered`; `--notes` keeps that for further samples,
`--tests` says of which tests); each fault is run against those that enter its block, for so many seconds, in a fork of
a process in which they stand ready (`benchmarks.harness.warm`); what hangs is found. Survivors are printed one by one,
to be looked at. The share is given with the interval in which, 19 times of 20, that of all places lies. Ends with
status 1 below the score.
"""

import argparse
import ast
import compileall
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from math import sqrt
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
ROOMS = ("bot/domain", "bot/readers")
TESTS = ("tests/domain", "tests/readers", "tests/reports", "tests/services", "tests/handlers")
LEAST = 0.9
HUNG = 3600  # seconds of the clock in which the tool gives up, however busy the machine is
OFTEN = 1.96  # standard deviations: 19 of 20
CONFIG = """[cosmic-ray]
module-path = [{modules}]
timeout = {hung}
excluded-modules = []
test-command = "{python} -m benchmarks.harness.asking warm.socket {pristine} {seconds} {notes}"
[cosmic-ray.distributor]
name = "local"
"""
SPECS = """select job_id, module_path, operator_name, start_pos_row, start_pos_col from mutation_specs
    order by module_path, start_pos_row, start_pos_col, operator_name, operator_args, occurrence"""
RESULTS = """select module_path, start_pos_row, operator_name, test_outcome, diff, output from mutation_specs
    join work_results using (job_id) order by 1, 2"""
LEFT_OUT = (".git", ".venv", ".*_cache", "*.png")
FAULTY = (
    *(ast.Compare, ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.If, ast.IfExp, ast.While, ast.For),
    *(ast.Break, ast.Continue, ast.ExceptHandler),
)
Place = tuple[str, int, int, str]
Result = tuple[str, int, str, str, str, str]


def run(tool: str, folder: Path, *arguments: str) -> None:
    """Run the tool in the copy."""
    subprocess.run([tool, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def note(copy: Path, notes: Path, tests: list[str]) -> None:
    """Note which tests enter which block, unless that is known."""
    if not any(notes.glob("*.json")):
        plugins = ["-p", "no:cacheprovider", "-p", "benchmarks.harness.entered", "--entered", str(notes)]
        asked = [sys.executable, "-m", "pytest", "-q", "-m", "not long", *plugins, *tests]
        subprocess.run(asked, cwd=copy, check=True, stdout=subprocess.DEVNULL)


def interval(found: int, drawn: int) -> tuple[float, float]:
    """Where the share of all lies (Wilson)."""
    share, square = found / drawn, OFTEN**2
    middle = (share + square / (2 * drawn)) / (1 + square / drawn)
    half = OFTEN / (1 + square / drawn) * sqrt(share * (1 - share) / drawn + square / (4 * drawn**2))
    return middle - half, middle + half


def annotations(file: Path) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where a file says of which type something is, and that a record is made by names: no run depends on these."""
    found: list[ast.expr | None] = []
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.AnnAssign | ast.arg):
            found.append(node.annotation)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(node.returns)
        elif isinstance(node, ast.keyword) and node.arg == "kw_only":
            found.append(node.value)
    return [((one.lineno, one.col_offset), (one.end_lineno or 0, one.end_col_offset or 0)) for one in found if one]


def places(session: sqlite3.Connection, copy: Path) -> dict[Place, list[str]]:
    """By place of the program and kind of fault, the tool's mutants."""
    found: dict[Place, list[str]] = defaultdict(list)
    typed: dict[str, list[tuple[tuple[int, int], tuple[int, int]]]] = {}
    for job, module, operator, row, column in session.execute(SPECS):
        if module not in typed:
            typed[module] = annotations(copy / module)
        if not any(begin <= (row, column) <= end for begin, end in typed[module]):
            found[module, row, column, operator.split("/")[-1].split("_")[0]].append(job)
    return found


def rows(root: Path, file: Path) -> list[tuple[str, int]]:
    """The lines of a module in which the tool may put a fault, as often as it may."""
    found, typed = list[tuple[str, int]](), annotations(file)
    for node in ast.walk(ast.parse(file.read_bytes())):
        places = [node] if isinstance(node, FAULTY) else [*getattr(node, "decorator_list", ())]
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            places = [node]
        for one in places:
            row, column = getattr(one, "lineno", 0), getattr(one, "col_offset", 0)
            if not any(begin <= (row, column) <= end for begin, end in typed):
                found.append((file.relative_to(root).as_posix(), row))
    return found


def drawn(root: Path, room: str, count: int, chance: random.Random) -> list[tuple[str, int]]:
    """Lines of a room, drawn by the seed, some more than are wanted, as a few hold no place: or all that there are.

    So the tool has to look through no more modules than these stand in.
    """
    files = sorted((root / room).rglob("*.py")) or [root / room]
    every = [row for file in files if file.name != "__init__.py" for row in rows(root, file)]
    return chance.sample(every, min(count + count // 4, len(every))) if count else every


def draw(found: dict[Place, list[str]], drawn: list[tuple[str, int]], count: int, chance: random.Random) -> list[str]:
    """One mutant of each place; where lines were drawn, of so many of these, of each one place as often as it came."""
    if not count:
        return [chance.choice(jobs) for jobs in found.values()]
    by_line: dict[tuple[str, int], list[list[str]]] = defaultdict(list)
    for (module, row, _, _), jobs in found.items():
        by_line[module, row].append(jobs)
    picked = list[str]()
    for line in drawn:
        if by_line[line] and len(picked) < count:
            picked.append(chance.choice(by_line[line].pop(chance.randrange(len(by_line[line])))))
    return picked


def keep(session: sqlite3.Connection, jobs: set[str]) -> None:
    """Leave only these mutants."""
    every = [(job,) for (job,) in session.execute("select job_id from work_items") if job not in jobs]
    for table in ("mutation_specs", "work_items"):
        session.executemany(f"delete from {table} where job_id = ?", every)  # noqa: S608 - our own names
    session.commit()


@contextmanager
def warm(copy: Path, source: Path, seconds: float, notes: Path) -> Iterator[None]:
    """Keep the noted tests ready in the copy (`benchmarks.harness.warm`)."""
    asked = ["-m", "benchmarks.harness.warm", str(source), str(seconds), str(notes), "warm.socket"]
    room = subprocess.Popen([sys.executable, *asked], cwd=copy, stdout=subprocess.DEVNULL)
    try:
        while not (copy / "warm.socket").exists():
            time.sleep(0.1)
        yield
    finally:
        room.kill()
        room.wait()


def examine(tool: str, copy: Path, source: Path, jobs: list[str], given: argparse.Namespace) -> list[Result]:
    """Run these mutants in a copy of their own."""
    shutil.copytree(source, copy)
    with sqlite3.connect(copy / "mutation.sqlite") as session:
        keep(session, {*jobs})
        with warm(copy, source, given.seconds, given.notes):
            run(tool, copy, "exec", "mutation.toml", "mutation.sqlite")
        return list(session.execute(RESULTS))


def report(room: str, results: list[Result]) -> float:
    """Print the survivors of a room and its share."""
    of_room = [one for one in results if one[0].startswith(room)]
    for module, row, operator, outcome, diff, output in of_room:
        if outcome == "SURVIVED":
            lines = [line for line in str(diff).splitlines() if line[:1] in "+-" and line[:3] not in {"+++", "---"}]
            print(f"{module}:{row} {operator} ({str(output).strip().splitlines()[-1]})", *lines, sep="\n  ")
    found = sum(outcome != "SURVIVED" for _, _, _, outcome, _, _ in of_room)
    low, high = interval(found, len(of_room))
    print(f"{room}: {found} of {len(of_room)} found, {found / len(of_room):.1%} ({low:.1%} to {high:.1%})")
    return found / len(of_room)


def score(tool: str, given: argparse.Namespace) -> float:
    """Mutate, test, print the survivors; the least share of a room that was found."""
    with TemporaryDirectory() as folder:
        pristine, began = Path(folder) / "pristine", time.monotonic()
        shutil.copytree(ROOT, pristine, ignore=shutil.ignore_patterns(*LEFT_OUT))
        chance, share = random.Random(given.seed), -(-given.sample // len(given.rooms))  # noqa: S311 - to repeat
        lines = {room: drawn(pristine, room, share, chance) for room in given.rooms}
        modules = sorted({module for of_room in lines.values() for module, _ in of_room})
        names = ", ".join(f'"{module}"' for module in modules)
        given.notes = given.notes.resolve() if given.notes else Path(folder) / "notes"
        asked = {"modules": names, "hung": HUNG, "seconds": given.seconds, "notes": given.notes}
        config = CONFIG.format(python=sys.executable, pristine=pristine, **asked)
        (pristine / "mutation.toml").write_text(config, "utf-8")
        compileall.compile_dir(pristine, quiet=1)
        note(pristine, given.notes, given.tests)
        run(tool, pristine, "init", "mutation.toml", "mutation.sqlite")
        with sqlite3.connect(pristine / "mutation.sqlite") as session:
            found = places(session, pristine)
        of_room = {room: {one: jobs for one, jobs in found.items() if one[0].startswith(room)} for room in given.rooms}
        jobs = [job for room in given.rooms for job in draw(of_room[room], lines[room], share, chance)]
        print(f"{len(jobs)} places in {len(modules)} modules", flush=True)
        parts = [(Path(folder) / str(number), jobs[number :: given.jobs]) for number in range(given.jobs)]
        with ThreadPoolExecutor(given.jobs) as pool:
            done = pool.map(lambda part: examine(tool, part[0], pristine, part[1], given), parts)
            results = [result for part in done for result in part]
        least = min(report(room, results) for room in given.rooms)
        print(f"{time.monotonic() - began:.0f} s, seed {given.seed}")
        return least


def main() -> None:
    """Measure the rooms."""
    asked = argparse.ArgumentParser()
    asked.add_argument("rooms", nargs="*", default=[*ROOMS])
    asked.add_argument("--sample", type=int, default=0, help="how many places in all, 0 for every one")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--seconds", type=float, default=120.0, help="of the processor, for the tests of one mutant")
    asked.add_argument("--notes", type=Path, help="a folder that keeps which tests enter which block")
    asked.add_argument("--tests", nargs="+", default=[*TESTS], help="of which tests that is noted")
    asked.add_argument("--jobs", type=int, default=1, help="how many at once")
    given = asked.parse_args()
    tool = shutil.which("cosmic-ray", path=os.environ.get("COSMIC_RAY", os.environ.get("PATH")))
    if tool is None:
        print("nothing was measured: install cosmic-ray apart")
        return
    sys.exit(score(tool, given) < LEAST)


if __name__ == "__main__":
    main()
