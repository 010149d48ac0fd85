"""The mutation score: how many of the faults that a tool puts into a room are found by its tests.

    python -m benchmarks.mutation bot/domain/history tests/services/history
    python -m benchmarks.mutation bot/domain/plan tests/domain tests/readers --sample 200 --seed 7

The tool is cosmic-ray, kept out of our lock: `pip install cosmic-ray` in an environment of its own, and its folder on
the PATH or in COSMIC_RAY. It works on a copy of the project, one mutant a run of the tests named; a sample of the
mutants is drawn by the seed. Survivors are printed one by one, to be looked at. Ends with status 1 below the score.
"""

import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
LEAST = 0.9
CONFIG = """[cosmic-ray]
module-path = [{modules}]
timeout = {seconds}
excluded-modules = []
test-command = "{python} -m pytest -x -q -p no:cacheprovider -p no:randomly -m 'not long' {tests}"
[cosmic-ray.distributor]
name = "local"
"""
FOUND = "select count(*) from work_results where test_outcome in ('KILLED', 'INCOMPETENT')"
SURVIVORS = """select module_path, start_pos_row, operator_name, diff from mutation_specs
    join work_results using (job_id) where test_outcome = 'SURVIVED' order by 1, 2"""


def run(tool: str, folder: Path, *arguments: str) -> None:
    """Run the tool in the copy."""
    subprocess.run([tool, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def draw(session: sqlite3.Connection, count: int, seed: int) -> int:
    """Leave so many of the mutants, all where it is 0; how many are left."""
    order = "select job_id from mutation_specs order by module_path, operator_name, operator_args, occurrence"
    jobs = [job for (job,) in session.execute(order)]
    kept = {*(random.Random(seed).sample(jobs, count) if 0 < count < len(jobs) else jobs)}  # noqa: S311 - to repeat
    for table in ("mutation_specs", "work_items"):
        session.executemany(f"delete from {table} where job_id = ?", [(job,) for job in jobs if job not in kept])  # noqa: S608 - our own names
    session.commit()
    return len(kept)


def score(tool: str, given: argparse.Namespace) -> float:
    """Mutate, test, print the survivors; the share that was found."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "duban"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache"))
        room = copy / given.room
        modules = sorted(room.rglob("*.py")) if room.is_dir() else [room]
        names = ", ".join(f'"{file.relative_to(copy)}"' for file in modules if file.name != "__init__.py")
        config = CONFIG.format(modules=names, seconds=given.seconds, python=sys.executable, tests=" ".join(given.tests))
        (copy / "mutation.toml").write_text(config, "utf-8")
        run(tool, copy, "init", "mutation.toml", "mutation.sqlite")
        session = sqlite3.connect(copy / "mutation.sqlite")
        drawn, began = draw(session, given.sample, given.seed), time.monotonic()
        run(tool, copy, "baseline", "mutation.toml")
        run(tool, copy, "exec", "mutation.toml", "mutation.sqlite")
        (found,) = session.execute(FOUND).fetchone()
        for module, row, operator, diff in session.execute(SURVIVORS):
            lines = [line for line in str(diff).splitlines() if line[:1] in "+-" and line[:3] not in {"+++", "---"}]
            print(f"{module}:{row} {operator}", *lines, sep="\n  ")
        print(f"{given.room}: {found} of {drawn} found, {found / drawn:.0%}, {time.monotonic() - began:.0f} s")
        return float(found) / drawn


def main() -> None:
    """Measure a room."""
    asked = argparse.ArgumentParser()
    asked.add_argument("room", nargs="?")
    asked.add_argument("tests", nargs="*")
    asked.add_argument("--sample", type=int, default=0, help="how many mutants, 0 for all")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--seconds", type=float, default=120.0, help="after which a mutant counts as found")
    given = asked.parse_args()
    tool = shutil.which("cosmic-ray", path=os.environ.get("COSMIC_RAY", os.environ.get("PATH")))
    if not given.room or tool is None:
        print("nothing was measured: name a room and its tests, and install cosmic-ray apart")
        return
    sys.exit(score(tool, given) < LEAST)


if __name__ == "__main__":
    main()
