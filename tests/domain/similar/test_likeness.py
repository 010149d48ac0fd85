"""Findings of one kind are found in other words: pairs of our own, some written after the method was fixed."""

import random
from pathlib import Path

import pytest

from bot.domain.similar.likeness import AGAIN, MOST, SURE, Described, alike, maybe_alike
from bot.readers.topics import topics

DATA = Path(__file__).parent.parent.parent / "data" / "findings"
SETS = (
    *("written_first", "told_otherwise", "held_out", "other_fields", "more_fields", "plain_words", "mixed"),
    *("county_bodies", "colloquial", "told_plainly", "words_of_the_trade"),
    *("reworded", "odd_fields"),
)
# held_out was written when the method stood, and never tuned to; of the last ten, words were taken in once measured:
# before that county_bodies had 64 of 100 findings shown their like, colloquial 63, told_plainly 66,
# words_of_the_trade 87, odd_fields 75, and of reworded 90 were found in a round of thirty
WANTED = 0.9
# written later, and no word taken in from them: what is found of text that nobody has seen
UNSEEN = {
    "as_inspected": 0.9,
    "half_plain": 0.77,
    "in_their_words": 0.62,
    "by_headings": 0.84,
    "half_reworded": 0.88,
    "as_people_talk": 0.53,  # hardly a word in common
}
AMONG = 30  # findings of a round, of which one is the like that is sought
IN_A_ROUND = {
    "as_inspected": 0.94,
    "half_plain": 0.87,
    "in_their_words": 0.76,
    "by_headings": 0.93,
    "half_reworded": 0.92,
}
SAID_AGAIN, SAID_FALSELY = {"as_inspected": 0.6, "half_plain": 0.4, "by_headings": 0.55, "half_reworded": 0.65}, 0.12
FALSELY, OF_UNLIKE = 0.08, 13  # of findings whose like is not there, and pairs of unlike ones with much in common


def pairs(name: str) -> list[tuple[str, str]]:
    """The pairs of a set: two findings of one kind a line; those of other lines are of other kinds."""
    lines = (DATA / f"{name}.tsv").read_text("utf-8").splitlines()
    return [(one, other) for one, _, other in (line.partition("\t") for line in lines)]


def described(name: str) -> list[Described]:
    """All findings of a set; those of a pair have the same number."""
    return [
        Described(id=f"{number}{side}", words=words)
        for number, pair in enumerate(pairs(name))
        for side, words in zip("ab", pair, strict=True)
    ]


@pytest.mark.parametrize("name", SETS)
def test_the_true_one_is_among_three_proposals(name: str) -> None:
    """Of each finding at most three others are proposed, and of ten that have their like nine are shown it."""
    findings = described(name)
    hits = 0
    for one in findings:
        proposed = maybe_alike(one, findings, topics())
        assert len(proposed) <= MOST
        assert one.id not in {other.id for other in proposed}
        hits += any(other.id[:-1] == one.id[:-1] for other in proposed)
    assert hits / len(findings) >= WANTED


@pytest.mark.parametrize("name", UNSEEN)
def test_what_is_found_of_words_that_were_not_taken_in(name: str) -> None:
    """The honest share: of findings as an inspection writes them, half in plain speech, and wholly in other words."""
    findings = described(name)
    hits = sum(any(near.id[:-1] == one.id[:-1] for near in maybe_alike(one, findings, topics())) for one in findings)
    assert UNSEEN[name] <= hits / len(findings) < 1


def test_what_was_not_there_before_is_seldom_said_to_have_been() -> None:
    """A new round is held against the closed ones: where a finding's like is not among them, hardly one is named."""
    told = asked = 0
    for name in SETS:
        closed = [one for one in described(name) if one.id.endswith("a")]
        for one in (one for one in described(name) if one.id.endswith("b")):
            others = [other for other in closed if other.id[:-1] != one.id[:-1]]
            asked, told = asked + 1, told + bool(alike(one, others, topics(), most=1, least=SURE))
    assert told / asked <= FALSELY


@pytest.mark.parametrize("name", IN_A_ROUND)
def test_what_is_found_in_a_round_of_thirty(name: str) -> None:
    """As an office has them: the like stands among the findings of one round, each of another kind."""
    drawn, all_pairs = random.Random(30), pairs(name)  # noqa: S311 - a draw of a test
    hits = 0
    for number, pair in enumerate(all_pairs):
        for asked, like in (pair, reversed(pair)):
            rest = drawn.sample([one for place, one in enumerate(all_pairs) if place != number], AMONG - 1)
            others = [Described(id=str(place), words=drawn.choice(one)) for place, one in enumerate(rest)]
            found = maybe_alike(
                Described(id="asked", words=asked), [*others, Described(id="like", words=like)], topics()
            )
            hits += any(one.id == "like" for one in found)
    assert IN_A_ROUND[name] <= hits / (2 * len(all_pairs)) < 1


@pytest.mark.parametrize("name", SAID_AGAIN)
def test_what_was_closed_before_is_said_of_a_new_round(name: str) -> None:
    """疑似屡查屡犯: of new findings whose like was closed, most are told so; where it was not, seldom one is."""
    drawn, all_pairs = random.Random(7), pairs(name)  # noqa: S311 - a draw of a test
    told = falsely = 0
    for number, (before, now) in enumerate(all_pairs):
        rest = drawn.sample([one for place, one in enumerate(all_pairs) if place != number], AMONG - 1)
        closed = [Described(id=str(place), words=one) for place, (one, _) in enumerate(rest)]
        new = Described(id="new", words=now)
        found = maybe_alike(new, [*closed, Described(id="like", words=before)], topics(), most=1, least=AGAIN)
        told += [one.id for one in found] == ["like"]
        falsely += bool(maybe_alike(new, closed, topics(), most=1, least=AGAIN))
    assert told / len(all_pairs) >= SAID_AGAIN[name]
    assert falsely / len(all_pairs) <= SAID_FALSELY


def test_few_findings_of_other_matters_are_taken_for_one() -> None:
    """Pairs that share most of their words and are two matters all the same: 学校食堂 and 学校操场."""
    rest = [one for one in described("mixed") if one.id.endswith("a")]
    wrong = [one for one, other in pairs("unlike") if _is_told(one, other, rest)]
    assert len(wrong) <= OF_UNLIKE


def _is_told(one: str, other: str, rest: list[Described]) -> bool:
    found = alike(Described(id="new", words=one), [Described(id="old", words=other), *rest], topics(), least=SURE)
    return any(near.id == "old" for near in found)


def test_there_are_more_than_a_hundred_pairs() -> None:
    """Enough to say a share of, and none of them twice."""
    found = [pair for name in SETS for pair in pairs(name)]
    assert len(found) == len({*found})
    assert len(found) > 100


def test_findings_that_share_nothing_are_not_proposed() -> None:
    """Words that stand in every finding make nothing alike."""
    asked = Described(id="a", words="落实制度不到位，管理不规范。")
    others = [
        Described(id="b", words="执行要求不严格，监督检查不够。"),
        Described(id="c", words="学校食堂食材验收走过场。"),
    ]
    assert alike(asked, others, topics()) == ()
    assert maybe_alike(asked, others, topics()) == ()


def test_a_law_and_a_department_help() -> None:
    """The same law named in both puts a finding before others of the field."""
    asked = Described(id="a", words="没有按《排污许可管理条例》核发", heading="执法", objects=("环评股",))
    same = Described(id="b", words="违反《排污许可管理条例》", heading="执法", objects=("环评股",))
    other = Described(id="c", words="排污许可把关不严")
    first, *_ = alike(asked, [other, same], topics())
    assert first.id == "b"


def test_nothing_but_itself_proposes_nothing() -> None:
    """A single finding, or an empty one, has no like."""
    one = Described(id="a", words="公务接待超标准")
    assert alike(one, [one], topics()) == ()
    assert alike(Described(id="x", words=""), [one], topics()) == ()
    assert alike(one, [], topics()) == ()
