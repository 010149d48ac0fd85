"""The catalogue of sentences: a Chinese text linter finds nothing, and an office may override any sentence."""

import json
import re
from pathlib import Path
from typing import Any

import autocorrect_py
import pytest

from bot.messages.wording import WordingError, current, facts_of, load_wording, read_wording, renamed, standard

FORMER = Path(__file__).with_name("former_sentences.txt").read_text("utf-8").splitlines()  # name and its facts
TAG = re.compile(r"<[^>]+>")
OFF = ("space-word", "space-punctuation", "space-bracket", "space-backticks", "space-dash", "space-dollar")
ON = ("fullwidth", "halfwidth-word", "halfwidth-punctuation", "no-space-fullwidth", "no-space-fullwidth-quote")
RULES = dict.fromkeys(OFF, 0) | dict.fromkeys(ON, 1)  # official style sets no space between words and figures


def faults(text: str) -> str:
    """The text as the linter would have it, "" where it finds nothing; tags and indents are no text."""
    plain = TAG.sub("", text).replace("\u3000", "")
    corrected = str(autocorrect_py.format(plain))
    return "" if corrected == plain else corrected


@pytest.fixture(autouse=True)
def _rules() -> None:
    autocorrect_py.load_config(json.dumps({"rules": RULES}))  # type: ignore[attr-defined] # its stub leaves it out


def test_sentences_pass_the_linter() -> None:
    """Full-width punctuation among Chinese words, half-width among figures."""
    assert {key: found for key, text in standard().items() if (found := faults(text))} == {}


@pytest.mark.parametrize("text", ["没有找到,请重发", "已登记!", "请于５日前回复"])
def test_the_linter_is_awake(text: str) -> None:
    """What the catalogue may not hold is found."""
    assert faults(text)


def test_an_office_overrides_a_sentence() -> None:
    """One sentence changes, the others stay, also under the name that it had before."""
    own = load_wording({"digest": {"no_change": "本周无变化"}})
    assert own.word("reporting.digest.no_change") == "本周无变化"
    assert own.word("reporting.digest.no_overdue") == load_wording().word("reporting.digest.no_overdue")


@pytest.mark.parametrize(
    ("own", "mistake"),
    [
        ({"digest": {"no_chance": "？"}}, "没有名为 reporting.digest.no_chance 的句子，请核对名称。"),
        (
            {"closing": {"agreed": "{nummer} 已通过"}},
            "closing.agreed 里的 {nummer} 填不上，可以用的有：{names}、{number}、{stage}。",
        ),
        (
            {"closing": {"agreed": "{} 已通过"}},
            "closing.agreed 里的 {} 填不上，可以用的有：{names}、{number}、{stage}。",
        ),
        (
            {"closing": {"agreed": "{number.real} 已通过"}},
            "closing.agreed 里的 {number.real} 填不上，可以用的有：{names}、{number}、{stage}。",
        ),
        ({"closing": {"agreed": "{number 已通过"}}, "closing.agreed 里的花括号不成对；要写花括号本身，请写两个。"),
    ],
)
def test_a_mistake_in_an_own_sentence_is_said(own: dict[str, Any], mistake: str) -> None:
    """Names that are none, facts that nobody fills in, braces that do not match: each is told in words."""
    with pytest.raises(WordingError) as refused:
        load_wording(own)
    assert refused.value.mistakes == [mistake]


def test_an_office_may_say_every_sentence_in_its_own_way() -> None:
    """Whatever the chat says of a key, as a sentence or on a button, is then the office's own."""
    own: dict[str, Any] = {}
    for key, sentence in standard().items():
        table = own
        for name in key.split(".")[:-1]:
            table = table.setdefault(name, {})
        table[key.rpartition(".")[2]] = "自定" + "".join(f"{{{fact}}}" for fact in sorted(facts_of(sentence)))
    wording = load_wording(own)
    for key, sentence in standard().items():
        facts = dict.fromkeys(facts_of(sentence), "甲")
        assert str(wording.say(key, **facts)) == wording.word(key, **facts) == "自定" + "甲" * len(facts), key


def test_an_own_file_that_cannot_be_read_is_refused_in_words(tmp_path: Path) -> None:
    """No table, no text, or no file."""
    file = tmp_path / "own.toml"
    for content in (b"a = ", b"\xff"):
        file.write_bytes(content)
        with pytest.raises(WordingError, match=r"^读不了 .*own.toml，应为 UTF-8 编码的 TOML 文件："):
            read_wording(str(file))
    with pytest.raises(WordingError, match="读不了"):
        read_wording(str(tmp_path / "none.toml"))
    assert read_wording("").word("closing.button_agree") == "✅ 通过"


def test_every_former_name_still_speaks() -> None:
    """A message that waits, and an office's own sentence, may bear the name and the facts of an earlier version."""
    for line in FORMER:
        key, *facts = line.split()
        said = load_wording(nested(key, "".join(["同", *(f"{{{fact}}}" for fact in facts)])))
        if current(key) in renamed()["gone"]:
            continue
        modern = facts_of(standard()[current(key)])
        assert len(modern) == len(facts), key
        assert said.word(current(key), **dict.fromkeys(modern, "甲")) == "同" + "甲" * len(facts), key


def test_no_former_name_means_two_sentences() -> None:
    """Every name of an earlier version leads to another sentence."""
    assert len({current(line.split()[0]) for line in FORMER}) == len(FORMER)


def nested(key: str, sentence: str) -> dict[str, Any]:
    """A sentence as it stands in the tables of an office's own file."""
    table, _, rest = key.partition(".")
    return {table: nested(rest, sentence) if rest else sentence}
