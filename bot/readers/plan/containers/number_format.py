"""How a spreadsheet shows dates and numbers: the words that a person sees, not only the value behind them."""

import datetime as dt
import re

# Built-in formats of Chinese Excel that openpyxl and xlrd take for plain numbers (ECMA-376, 18.8.30, zh-cn).
MONTH_FORMATS = frozenset({27, 36, 50, 52, 57})
DAY_FORMATS = frozenset({14, 15, 16, 22, 28, 29, 30, 31, 51, 53, 54, 58})
FIRST_SERIAL, LAST_SERIAL = 32874, 73051  # 1990-01-01 … 2100-01-01
DAY_SIGN = re.compile(r"d", re.IGNORECASE)
WHOLE_ENOUGH = 1e-9


def shown_date(value: dt.datetime | dt.date, number_format: str) -> tuple[str, dt.date | None]:
    """The words and the day of a date cell; a format without a day shows a month, whose day is then nobody's word."""
    day = value.date() if isinstance(value, dt.datetime) else value
    signs = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", number_format or "")
    if re.search("[yY]", signs) and re.search("[mM]", signs) and not DAY_SIGN.search(signs):
        return f"{day.year}年{day.month}月", None
    return day.isoformat(), day


def shown_number(value: float, format_id: int, number_format: str, epoch: dt.datetime) -> tuple[str, dt.date | None]:
    """The words of a number cell; a number in one of Excel's Chinese date formats is the date that it shows."""
    if format_id in MONTH_FORMATS or format_id in DAY_FORMATS:
        day = serial_day(value, epoch)
        if day:
            return (f"{day.year}年{day.month}月", None) if format_id in MONTH_FORMATS else (day.isoformat(), day)
    decimals = re.fullmatch(r"0\.(0+)(?:_.*)?", number_format or "")
    if decimals:
        return f"{value:.{len(decimals[1])}f}", None
    if (number_format or "").endswith("%") and abs(value) <= 10:  # noqa: PLR2004 - more is no share of a measure
        return f"{value * 100:g}%", None
    if abs(value - round(value)) < WHOLE_ENOUGH:
        return str(round(value)), None
    return f"{value:.10g}", None


def serial_day(value: float, epoch: dt.datetime = dt.datetime(1899, 12, 30)) -> dt.date | None:  # noqa: DTZ001 - a calendar's day has no zone
    """The day of an Excel serial number between 1990 and 2100, None outside."""
    if not FIRST_SERIAL <= value < LAST_SERIAL:
        return None
    return (epoch + dt.timedelta(days=int(value))).date()
