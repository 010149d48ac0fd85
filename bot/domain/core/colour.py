"""The colours of the ladder: how urgent a reminder, a letter or a measure is."""

from enum import StrEnum


class Colour(StrEnum):
    """Level of a reminder; the word stands beside the colour wherever it is shown."""

    GREEN = "green"  # 提示
    YELLOW = "yellow"  # 预警
    RED = "red"  # 督办
