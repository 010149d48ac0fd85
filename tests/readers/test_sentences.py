"""The readers speak in codes: each code has its sentence, each sentence its code, and an office may override all."""

import ast
import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from bot.domain.imports.draft import MOST_PLACES, PlanDraft, Problem, UnreadablePlan
from bot.domain.plan.deadline import Flag
from bot.domain.replies.reply import Intent
from bot.messages.imports.problems import problem_words, unreadable
from bot.messages.replies.reading import flag_words, intent_words, read_as, steps_words
from bot.messages.wording import load_wording, standard
from bot.readers.deadline import read_deadline
from bot.readers.plan.containers.file_type import REFUSED
from bot.readers.reply import read_reply

ROOT = Path(__file__).parents[2]
SAYS = {"UnreadablePlan": "imports.file", "Problem": "imports.problem", "Doubt": "imports.problem"}
SAYS |= dict.fromkeys(("problem", "report"), "imports.problem")
SAYS |= dict.fromkeys(("means", "faulty", "note", "Step", "IntentMatch"), "replies.reading")
TABLES = ("imports.file.", "imports.problem.", "replies.reading.")
SAID_BY_KIND = ("kind_", "flag_", "intent_")  # of enumerations: bot/messages/replies/reading.py
WORDING = load_wording()


def sources() -> Iterator[ast.AST]:
    """Everything that stands in the readers and in the command line, which reads files too."""
    for folder in ("bot/readers", "bot/cli", "bot/messages/replies", "bot/domain/imports", "bot/services/imports"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield from ast.walk(ast.parse(path.read_text("utf-8")))


def texts() -> set[str]:
    """Every literal of the readers; of what is put together, its beginning."""
    found = set()
    for node in sources():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found


def codes() -> Iterator[str]:
    """The key of every code that stands in a call as it is."""
    for node in sources():
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            code = next((text for text in given if re.fullmatch("[a-z_]+", text)), None)
            if name in SAYS and code:
                yield f"{SAYS[name]}.{code}"


def test_every_code_has_its_sentence() -> None:
    """A code without one would be shown as it is."""
    found = set(codes())
    assert len(found) > 120
    assert sorted(found - set(standard())) == []


def test_every_refusal_of_a_file_has_its_sentence_with_its_facts() -> None:
    """Wherever in the program a file is refused: by a code that stands there, or is among those listed here."""
    found, listed = list[str](), {"code", "refused.code"}  # of REFUSED below; of the child, which is this program
    for path in sorted(file for folder in ("bot", "handlers", "storage") for file in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) != "UnreadablePlan":
                continue
            given = {keyword.arg for keyword in node.keywords}
            code = node.args[0]
            for one in (code.body, code.orelse) if isinstance(code, ast.IfExp) else (code,):
                if not isinstance(one, ast.Constant):
                    assert ast.unparse(one) in listed, f"{path}:{node.lineno}"
                    continue
                sentence = standard()[f"imports.file.{one.value!s}"]
                assert {name for _, name, _, _ in Formatter().parse(sentence) if name} <= given, f"{path}:{node.lineno}"
                found.append(str(one.value))
    assert all(unreadable(WORDING, UnreadablePlan(of_table)) for _, of_table in REFUSED)
    assert len(set(found)) > 30


def test_every_sentence_has_its_code() -> None:
    """A sentence that no reader asks for is one that nobody keeps true."""
    everything = texts()
    stems = tuple(text for text in everything if text.endswith("_") and len(text) > 2)
    unused = [
        key
        for key in standard()
        if key.startswith(TABLES)
        and (name := key.rpartition(".")[2]) not in everything
        and not name.startswith((*stems, *SAID_BY_KIND))
        and not name.endswith("_eve")
    ]
    assert unused == []


def test_every_step_of_a_reading_is_said_in_words() -> None:
    """Over both tables of the readers, with every kind, flag and intent."""
    here = Path(__file__).parent
    for line in (here / "deadlines.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        reading = read_deadline(case["text"], dt.datetime.fromisoformat(case["reference"]))
        assert all(steps_words(WORDING, reading.steps))
        assert read_as(WORDING, reading)
    for line in (here / "replies.jsonl").read_text("utf-8").splitlines():
        assert all(steps_words(WORDING, read_reply(json.loads(line)["text"]).steps))
    assert all(flag_words(WORDING, flag) for flag in Flag)
    assert all(intent_words(WORDING, intent) for intent in Intent)


def test_a_refused_file_and_a_problem_are_said_in_words() -> None:
    """The facts go into the sentence."""
    assert unreadable(WORDING, UnreadablePlan("too_large", size=95)) == (
        "文件有95MB，超过20MB的上限。请删去图片和附件后再发。"
    )
    gap = Problem("台账", "missing_measures", {"numbers": ("3-1", "3-4")})
    assert problem_words(WORDING, gap) == "措施编号不连续，缺少：3-1、3-4。"


def test_of_many_places_only_some_are_named() -> None:
    """No more than a person reads."""
    rows = Problem("台账", "hidden_rows", {"places": tuple(map(str, range(MOST_PLACES + 1)))})
    assert problem_words(WORDING, rows).endswith("18、19等行。")


def test_a_draft_of_an_earlier_version_keeps_its_sentence() -> None:
    """What waited to be confirmed while the program was renewed is still shown."""
    draft = PlanDraft(problems=(Problem("台账!F2", "隐藏的行没有读入：第3行。"),))
    assert problem_words(WORDING, draft.problems[0]) == "隐藏的行没有读入：第3行。"


@pytest.mark.parametrize("key", ["imports.file.password", "imports.problem.hidden_sheet"])
def test_an_office_may_override_what_the_readers_say(key: str) -> None:
    """Like every other sentence."""
    table, _, name = key.rpartition(".")
    wording = load_wording({key: "按本单位的说法。"})
    said = (
        unreadable(wording, UnreadablePlan(name))
        if table == "imports.file"
        else problem_words(wording, Problem("", name))
    )
    assert said == "按本单位的说法。"
