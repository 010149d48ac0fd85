"""Since when a person is silent: the one answer that chase, page and cards ask for."""

import datetime as dt
from collections.abc import Iterable


def silent_since(arrived: Iterable[dt.datetime], answered: dt.datetime | None) -> dt.datetime | None:
    """When the first message reached him that he has not answered, None where he owes no answer; there is no window."""
    return min((at for at in arrived if answered is None or at > answered), default=None)
