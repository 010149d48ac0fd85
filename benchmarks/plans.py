"""How long a large ledger takes: `python benchmarks/plans.py [rows]`, in this process and in the limited child."""

import asyncio
import datetime as dt
import io
import resource
import sys
import time

import openpyxl

from bot.readers.plan import read_plan, read_plan_safely

READ_ON = dt.date(2025, 3, 1)
HEAD = (
    "问题编号",
    "问题类别",
    "反馈问题",
    "措施编号",
    "整改措施",
    "整改类型",
    "责任领导",
    "牵头科室",
    "配合单位",
    "经办人",
    "完成时限",
    "备注",
)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"


def workbook(rows: int) -> bytes:
    """A ledger with that many measures, three to a finding, every second deadline in words."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "整改台账"
    sheet.append(list(HEAD))
    for n in range(rows):
        finding, part = n // 3 + 1, n % 3 + 1
        day = dt.date(2025, 4, 1) + dt.timedelta(days=n % 270)
        due = day if n % 2 else f"{day.year}年{day.month}月{day.day}日前"
        person = SURNAMES[n % 16] + "小" + SURNAMES[(n // 16) % 16]
        measure = f"对第{n + 1}处点位开展核查，形成报告并逐项整改到位。"
        cells = (
            f"第{finding}个点位管护不到位。",
            f"{finding}-{part}",
            measure,
            "集中整改",
            "顾长河",
            "河湖股",
            "各乡镇",
            person,
            due,
            "",
        )
        sheet.append([finding, "河湖管护方面", *cells])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def main(rows: int) -> None:
    """Print seconds for both ways and the child's peak memory."""
    data = workbook(rows)
    started = time.perf_counter()
    draft = read_plan(data, "大台账.xlsx", reference=READ_ON)
    here = time.perf_counter() - started
    started = time.perf_counter()
    again = asyncio.run(read_plan_safely(data, "大台账.xlsx", reference=READ_ON, seconds=60))
    child = time.perf_counter() - started
    if draft != again or len(draft.measures) != rows:
        sys.exit("the two readings differ")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{rows} rows, {len(data) / 1024:.0f} kB: {here:.2f} s here, {child:.2f} s in the child ({peak:.0f} MiB)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
