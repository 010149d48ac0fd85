"""Writes the corpus: `python -m tests.data.plans.make` makes every file and what a clerk reads from it."""

import json
from pathlib import Path

from tests.data.plans.documents import DOCUMENTS
from tests.data.plans.workbooks import WORKBOOKS

HERE = Path(__file__).parent


def main() -> None:
    """Write all files beside this script, each with its .expected.json."""
    for name, make in (WORKBOOKS | DOCUMENTS).items():
        data, expected = make()
        (HERE / name).write_bytes(data)
        words = json.dumps(expected, ensure_ascii=False, indent=1)
        (HERE / f"{name}.expected.json").write_text(words + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
