"""The catalogue of sentences: a Chinese text linter finds nothing, and an office may override any sentence."""

import json
import re

import autocorrect_py
import pytest

from bot.messages.wording import load_wording, standard

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


@pytest.mark.parametrize("key", sorted(standard()))
def test_sentences_pass_the_linter(key: str) -> None:
    """Full-width punctuation among Chinese words, half-width among figures."""
    assert not faults(standard()[key])


@pytest.mark.parametrize("text", ["没有找到,请重发", "已登记!", "请于５日前回复"])
def test_the_linter_is_awake(text: str) -> None:
    """What the catalogue may not hold is found."""
    assert faults(text)


def test_an_office_overrides_a_sentence() -> None:
    """One sentence changes, the others stay; a name that is not in the catalogue is a mistake."""
    own = load_wording({"digest": {"no_change": "本周无变化"}})
    assert own.word("reporting.digest.no_change") == "本周无变化"
    assert own.word("reporting.digest.no_overdue") == load_wording().word("reporting.digest.no_overdue")
    with pytest.raises(KeyError):
        load_wording({"digest": {"no_chance": "？"}})
