"""Another reader of Chinese dates over JSON lines; started by benchmarks/reading.py in an environment of its own.

    python benchmarks/reading_peers.py jionlp|recognizers|dateparser < cases > answers

Each answer is the last day that the reader finds, null where it finds none. None of our code is imported here.
"""

import datetime as dt
import importlib
import json
import sys
import time
from collections.abc import Callable
from typing import Any

Answer = Callable[[str, dt.datetime], dt.date | None]


def jionlp() -> Answer:
    """JioNLP's parse_time: the end of what it finds; recurring and open ends count as none."""
    module: Any = importlib.import_module("jionlp")

    def answer(text: str, reference: dt.datetime) -> dt.date | None:
        try:
            found = module.parse_time(text, time_base=reference.timestamp())
        except ValueError:
            return None
        if found["type"] not in {"time_point", "time_span"} or not isinstance(found["time"][1], str):
            return None
        return None if found["time"][1] == "inf" else dt.date.fromisoformat(found["time"][1][:10])

    return answer


def recognizers() -> Answer:
    """Recognizers-Text: the last expression of the text, the nearest future of its values, a range's last day."""
    module: Any = importlib.import_module("recognizers_date_time")

    def answer(text: str, reference: dt.datetime) -> dt.date | None:
        found = module.recognize_datetime(text, module.Culture.Chinese, reference=reference)
        if not found or not found[-1].resolution:
            return None
        days = [day for value in found[-1].resolution["values"] if (day := _last_day(value))]
        ahead = [day for day in days if day >= reference.date()]
        return min(ahead) if ahead else max(days, default=None)

    return answer


def _last_day(value: dict[str, str]) -> dt.date | None:
    """The last day of one value; the end of a range stands outside it."""
    try:
        if "end" in value:
            end = dt.date.fromisoformat(value["end"][:10])
            return end - dt.timedelta(days=1) if value["type"] == "daterange" and "start" in value else end
        return dt.date.fromisoformat(value["value"][:10]) if "value" in value else None
    except ValueError:
        return None


def dateparser() -> Answer:
    """Dateparser alone, as its documentation says, with Chinese given and the future preferred."""
    module: Any = importlib.import_module("dateparser")

    def answer(text: str, reference: dt.datetime) -> dt.date | None:
        settings = {"RELATIVE_BASE": reference, "PREFER_DATES_FROM": "future", "PREFER_DAY_OF_MONTH": "last"}
        found = module.parse(text, languages=["zh"], settings=settings)
        return found.date() if found else None

    return answer


PEERS = {"jionlp": jionlp, "recognizers": recognizers, "dateparser": dateparser}


def main() -> None:
    """Answer every line; an exception of the reader counts as no answer."""
    if len(sys.argv) != 2 or sys.argv[1] not in PEERS:
        print(__doc__)
        return
    answer = PEERS[sys.argv[1]]()
    answer("2026年6月18日", dt.datetime(2026, 3, 11))  # noqa: DTZ001  warm up, in wall time
    for line in sys.stdin:
        case = json.loads(line)
        start = time.perf_counter()
        try:
            found = answer(case["text"], dt.datetime.fromisoformat(case["reference"]))
        except Exception:  # noqa: BLE001  what a reader throws is its own affair
            found = None
        print(json.dumps({"date": found and str(found), "ms": (time.perf_counter() - start) * 1e3}), flush=True)


if __name__ == "__main__":
    main()
