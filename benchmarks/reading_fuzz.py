"""Random strings from the grammar's alphabet and hostile strings, against both readers.

python -m benchmarks.reading_fuzz [how many] [seed]
"""

import datetime as dt
import random
import sys
import time

from bot.domain.plan.deadline import ReadingKind
from bot.readers.deadline import read_deadline
from bot.readers.reply import read_message, read_reply

WORDS = (
    "今年 明年 后年 去年 本年度 年底 年初 年内 上半年 下半年 一季度 第三季度 Q4 季末 本月 下个月 月底 月初 "
    "上旬 中旬 下旬 月 日 号 年 周 天 个 工作日 星期 礼拜 今天 明天 后天 大后天 下周五 本周内 周末 周三 前 "
    "之前 以前 后 内 以内 止 截止 不晚于 最迟 预计 争取 计划于 延期 推迟到 再给 至 到 从 自 起 期间 左右 完成 "
    "整改 上报 已 未 不 没 无法 并 长期坚持 立行立改 持续推进 每月 春节 元旦 国庆节 十一 五一 中秋 端午 腊月 "
    "正月 初一 三十 廿三 十五五 期末 反馈 资金到位 半年 半个月 两个半 一 二 三 五 七 十 十二 三十一 二〇二六 "
    "百 两 几 0 1 2 3 9 12 13 28 29 30 31 32 99 100 2025 2026 2027 1999 2101 9999 20260618 - / . : ： ， 、 ； "
    "。 （ ） ( ) “ ” ~ — 至 % 万元 条 吨 第 〔 〕 X * _ 下班 17:00 24时 零点 上午 晚 "
)
ALPHABET = (*WORDS.split(), " ", "", "\u3000", "\u200b")
HOSTILE = (
    "",
    " ",
    "\x00",
    "\ud800",
    "\u202e年底前",
    "\ufeff月底",
    "０" * 199,
    "9" * 200,
    "年" * 200,
    "一" * 200,
    "零" * 200,
    "十" * 200,
    "百" * 150,
    "2025年12月32日",
    "0000-00-00",
    "99999999",
    "2月30日" * 20,
    "前" * 200,
    "下" * 199 + "周",
    "第" * 200,
    "(" * 200,
    "1/0",
    "0/0",
    "0%",
    "-" * 200,
    "9999年12月31日",
    "0001年1月1日",
    "2100年12月31日后1年内",
    "9999天内",
    "9999年内",
    "9999个工作日内",
    "9999小时内",
    "五" * 6 + "天内",
    "正月三十一",
    "十三月三十日",
    "腊月" * 30,
    "2026年2月29日至2月30日",
    "31/31/2026",
    "1e309",
    "NaN",
    "null",
    "'; DROP TABLE",
    "<b>年底</b>",
    "{{年底}}",
    "%s%n",
    "👨‍👩‍👧‍👦" * 20,
    "e\u0301" * 90,
    "﷽" * 20,
    "½年内",
    "Ⅻ月",
    "①月②日",
    "㋀㏠",
    "12月31日\n1月1日",
    "年底\t前",
    "２０２６年",
    "५月१日",
    "٣ أيام",
)
LONGEST_MADE = 12


def expression(source: random.Random) -> str:
    """A string that looks like a deadline more or less."""
    return "".join(source.choice(ALPHABET) for _ in range(source.randint(1, LONGEST_MADE)))


def complaint(text: str, now: dt.datetime) -> str | None:
    """What is wrong with the readings of a text, if anything."""
    try:
        reading = read_deadline(text, now, feedback=now.date(), current=now.date())
        read_reply(text)
        read_message(text)
    except Exception as mistake:  # noqa: BLE001  every exception is the finding
        return f"{type(mistake).__name__}: {mistake}"
    if reading.kind is not ReadingKind.RECURRING and (reading.date is not None) != (reading.kind is ReadingKind.DATE):
        return f"kind {reading.kind}, date {reading.date}"
    outside = [day for day in (reading.date, reading.alt) if day and not 2000 <= day.year <= 2100]
    return f"outside 2000-2100: {outside}" if outside else None


def main() -> None:
    """Run as many strings as asked for and print what was found."""
    count, seed = (int(sys.argv[n]) if len(sys.argv) > n else default for n, default in ((1, 100_000), (2, 1)))
    source = random.Random(seed)  # noqa: S311  no secret
    now = dt.datetime(2026, 3, 11, 10)  # noqa: DTZ001  Beijing wall time
    read_deadline("2026年6月18日", now)
    found, slowest, start = 0, (0.0, ""), time.perf_counter()
    for index in range(count):
        text = HOSTILE[index] if index < len(HOSTILE) else expression(source)
        began = time.perf_counter()
        wrong = complaint(text, now)
        slowest = max(slowest, (time.perf_counter() - began, text))
        if wrong:
            found += 1
            print(f"{text!r}: {wrong}")
    total = time.perf_counter() - start
    print(f"{count} strings, seed {seed}: {found} faults")
    print(f"mean {total / count * 1e3:.3f} ms, slowest {slowest[0] * 1e3:.1f} ms {slowest[1][:40]!r}")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
