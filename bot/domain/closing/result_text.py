"""核定情况: what was done, in the words that outward papers may use; its draft is what the owner said of it."""

import re

from bot.domain.core.refusal import Unreadable

MOST = 500  # characters: one to three sentences
LEADING = r"^\s*(?:第?[一二三四五六七八九十\d]+轮)?\s*{number}\s*[，,：:、.．。\s]*"
BARE = re.compile(
    r"(?:(?:我们|本项|此项|该项|措施|工作|任务|整改|已经?|都|均|全部|按时|按期|如期|全面|顺利|现在?)*"
    r"(?:完成|办结|落实|做完|整改|弄好|搞定|结束)(?:到位|完毕|完成|好)?(?:了|啦)?(?:[，,]?请(?:销号|核验|审核|领导审核))?[。.！!\s]*)?"
)


def result_draft(words: str, number: str) -> str:
    """The owner's own words without the number; "" where they say no more than that it is done."""
    said = re.sub(LEADING.format(number=re.escape(number)), "", " ".join(words.split()))
    return "" if BARE.fullmatch(said) else said


def paper_text(words: str) -> str:
    """What a person wants papers to say, on one line; raises Unreadable where it says nothing or too much."""
    text = " ".join(words.split())
    if not text or len(text) > MOST:
        raise Unreadable(what="result", most=MOST)
    return text
