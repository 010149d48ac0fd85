"""The message of the week counts as the papers, the registers and the ledger do, now and for what is over."""

import asyncio
import datetime as dt
import io
import re
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.plan.measure import Stage
from bot.domain.plan.part import Part
from bot.messages.body import plain
from bot.services.core.ledger import Ledger
from bot.services.core.request import RequestContext, enter
from bot.services.reporting.digest import digest_for
from bot.services.reporting.documents import make_documents
from tests.reports.round import NOW, PEOPLE, change, open_round
from tests.reports.test_acts import DAYS, KINDS, OWN, SLOW, SUBJECTS, Event, counted, keep, noon, said, words_of
from tests.reports.test_sums import WORDS, in_word

SECRETARY = PEOPLE["沈砚秋"]
FREE = ("1-2", "2-1", "3-1", "3-2", "4-1", "4-3", "5-1")  # measures whose stage the round itself does not move
MOVES = (
    (Verb.REPORT, Stage.UNDER_WAY),
    (Verb.SUBMIT, Stage.VERIFY),
    (Verb.AGREE, Stage.DECIDE),
    (Verb.CLOSE, Stage.CLOSED),
)
Way = Mapping[str, tuple[dt.date, ...]]  # of a measure the days of its moves, in their order
SPANS = (  # as one asks for it, its first day, and its last
    ("", dt.date(2025, 6, 3), dt.date(2025, 6, 9)),
    ("4月", dt.date(2025, 4, 1), dt.date(2025, 4, 30)),
    ("5月12日至5月18日", dt.date(2025, 5, 12), dt.date(2025, 5, 18)),
)


WAYS = st.dictionaries(st.sampled_from(FREE), st.lists(DAYS, min_size=1, max_size=len(MOVES)).map(sorted).map(tuple))


async def walk(ledger: Ledger, ways: Way) -> None:
    """Let each measure go its way, and enter it."""
    for number, days in ways.items():
        first = await ledger.measures.get(f"u1/A/{number}")
        assert first
        await change(ledger, number, noon(dt.date(2025, 3, 29)), "方既明", Verb.CORRECT, stage=Stage.NOT_STARTED)
        for day, (verb, stage) in zip(days, MOVES, strict=False):
            await change(ledger, number, noon(day), "方既明", verb, stage=stage)


async def told(ledger: Ledger, kinds: Mapping[str, tuple[Event, ...]]) -> None:
    """Enter what was instructed, and each letter as drafted and issued on two measures."""
    for place, event in enumerate(kinds["i"]):
        for n in range(len(event.asked)):
            id_ = f"{SUBJECTS[place]}/i{n}"
            entry = Entry(unit="u1", at=noon(event.day), by="u1/p1", verb=Verb.INSTRUCT, subject=SUBJECTS[place])
            await enter(ledger, _with(entry, instruction=id_))
    for place, event in enumerate(kinds["l"]):
        for verb in (Verb.DRAFT_LETTER, Verb.ISSUE_LETTER):
            for subject in (SUBJECTS[place], SUBJECTS[place - 1]):
                entry = Entry(unit="u1", at=noon(event.day), by="u1/p4", verb=verb, subject=subject)
                await enter(ledger, _with(entry, letter=f"u1/l{place}"))


def _with(entry: Entry, **after: str) -> Entry:
    return Entry(
        unit=entry.unit, at=entry.at, by=entry.by, verb=entry.verb, subject=entry.subject, before={}, after=after
    )


def parts_in(text: str) -> Counter[Part]:
    """The parts as the message counts them, as they are now: 逾期2→3▲1 · 推进中2."""
    line = text.splitlines()[1].partition("：")[2]
    found = re.findall(rf"(?<!问题)({'|'.join(WORDS)})(?:\d+→)?(\d+)", line)
    return +Counter({WORDS[word]: int(count) for word, count in found})


async def paper(request: RequestContext, kind: str, words: str) -> str:
    """All that the paper of a span says."""
    files = await make_documents(request, kind, "u1", words)
    return next(words_of(content) for name, content in files if name.endswith(".docx"))


async def agree(request: RequestContext, kinds: Mapping[str, tuple[Event, ...]], ways: Way) -> None:
    """Message, brief, report, notice, registers and ledger say the same of each span."""
    for words, start, end in SPANS:
        chat = plain((await digest_for(request, SECRETARY, words)).text)
        parts = parts_in(chat)
        assert parts[Part.CLOSED] == _closed(ways, end), words
        brief = await paper(request, "weekly", words) if words != "4月" else ""
        month = await paper(request, "monthly", words) if words in {"", "4月"} else ""
        for text in filter(None, (brief, month)):
            assert in_word(text) == parts, words
        if words in {"", "4月"}:
            closed = said(await paper(request, "notice", words), r"总体情况为：[^。]*?已销号(\d+)条")
            assert closed == (parts[Part.CLOSED],)
        open_ = _unanswered(kinds["i"], end) + (end >= OWN)
        assert said(chat, r"批示未回复 (\d+)件") == (open_,), words
        _, asked, done = counted(kinds["m"], end)
        assert said(chat, r"议定未办结 (\d+)项") == (asked - done,), words
        _, asked, done = counted(kinds["v"], end)
        assert said(chat, r"督办要求未办结 (\d+)项") == (asked - done,), words
        if brief:
            assert said(brief, r"批示未回复(\d+)件") == (open_,), words
        new = [len(one.asked) for one in kinds["i"] if start <= one.day <= end]
        issued = sum(start <= one.day <= end for one in kinds["l"])
        for text in filter(None, (chat, brief)):
            changes = text if text is chat else text.partition("以来，")[2].partition("。")[0]
            assert said(changes, r"(?<!发出)(?<!回复)批示(\d+)") == (sum(new),), words
            assert said(changes, r"发出函件(\d+)") == (issued,), words
    ((_, content),) = await make_documents(request, "ledger", "u1")
    heads, *rows = openpyxl.load_workbook(io.BytesIO(content), read_only=True)["明细"].iter_rows(
        min_row=2, values_only=True
    )
    chat = plain((await digest_for(request, SECRETARY)).text)
    assert Counter(WORDS[str(row[heads.index("计入")])] for row in rows) == parts_in(chat)


def _closed(ways: Way, day: dt.date) -> int:
    """By hand: those that went the whole way by the day, and the two of the round itself."""
    whole = sum(len(days) == len(MOVES) and days[-1] <= day for days in ways.values())
    return whole + (day >= dt.date(2025, 4, 8)) + (day >= dt.date(2025, 6, 2))


def _unanswered(found: tuple[Event, ...], day: dt.date) -> int:
    return sum(ended is None or ended > day for one in found if one.day <= day for _, ended in one.asked)


def all_places_agree(kinds: Mapping[str, tuple[Event, ...]], ways: Way) -> None:
    """Over a round with those events."""

    async def tried() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with open_round(Path(folder), NOW) as request:
                async with request.store.open() as ledger:
                    for kind, found in kinds.items():
                        await keep(ledger, kind, found)
                    await told(ledger, kinds)
                    await walk(ledger, ways)
                await agree(request, kinds, ways)

    asyncio.run(tried())


@settings(max_examples=2, suppress_health_check=SLOW)
@given(KINDS, WAYS)
def test_the_message_counts_as_the_papers_do(kinds: Mapping[str, tuple[Event, ...]], ways: Way) -> None:
    """Closed, late, waiting, 批示, 议定, 函件: in the chat, on paper and in the ledger, now, for a month and a week."""
    all_places_agree(kinds, ways)


@pytest.mark.long
@pytest.mark.timeout(1800)  # every example writes a dozen documents
@settings(max_examples=40, suppress_health_check=SLOW)
@given(KINDS, WAYS)
def test_the_message_counts_as_the_papers_do_in_many_rounds(kinds: Mapping[str, tuple[Event, ...]], ways: Way) -> None:
    """The same, at length."""
    all_places_agree(kinds, ways)
