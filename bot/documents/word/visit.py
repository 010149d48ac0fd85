"""现场督办记录: where and with whom, what was found, what is demanded by when, from the ledger."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from bot.documents.word.block import Block, Kind, Paper, body, clause, one, sentence, signed, three, title
from bot.documents.word.statement import charged
from bot.messages.inspections.view import VisitPage
from bot.messages.text import full_day


@dataclass(frozen=True, kw_only=True)
class VisitRecord:
    """The visit, and the unit whose it is."""

    unit: str
    page: VisitPage


def visit_record(told: VisitRecord, day: dt.date) -> Paper:
    """The record as an official document, which a person releases."""
    page, visit = told.page, told.page.visit
    time = f"{visit.time.hour}时{f'{visit.time.minute}分' if visit.time.minute else ''}" if visit.time else ""
    where = f"，地点为{clause(visit.place)}" if visit.place else ""
    where += f"（位置坐标{visit.location}）" if visit.location else ""
    number = f"〔{visit.year}〕{visit.number}号"
    blocks = [
        title(told.unit, f"{visit.title}记录"),
        Block(Kind.MARK, number),
        Block(Kind.BLANK),
        body(
            f"为推动整改落实，{full_day(visit.day)}{time}，{clause(page.people)}对下列{len(page.measures)}条整改措施进行"
            f"{visit.title}{where}。现将情况记录如下。"
        ),
        one(1, "督办事项"),
        *(
            three(place, f"措施{one_}：{sentence(text)}", about=one_)
            for place, (one_, text) in enumerate(page.measures, 1)
        ),
        one(2, "现场发现"),
        *_seen(page),
        one(3, "整改要求"),
        *_demands(page),
        *signed(f"{told.unit}整改办", day),
    ]
    return Paper(f"{visit.title}记录（{number}）", tuple(blocks))


def _seen(page: VisitPage) -> Iterator[Block]:
    if not page.seen:
        yield body("现场没有登记发现的问题。")
    for place, (words, who, count) in enumerate(page.seen, 1):
        photos = f"（{who}拍摄照片、文件{count}份，存台账）" if count else f"（{who}记录）"
        yield three(place, f"{clause(words) if words else '现场照片'}{photos}。")


def _demands(page: VisitPage) -> Iterator[Block]:
    if not page.demands:
        yield body("没有提出整改要求。")
    for place, outcome in enumerate(page.demands, 1):
        told = charged(outcome.words, outcome.who, outcome.due)
        said = f"措施{outcome.number}：{clause(outcome.words)}。{f'{told}。' if told else ''}"
        yield three(place, said, about=outcome.number)
