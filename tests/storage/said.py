"""What people read of an error of the store."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.domain.core.store_error import StoreError
from bot.messages.operations.store_error import store_error
from bot.messages.wording import load_wording


def said(error: OSError) -> str:
    """The sentence as shipped."""
    return store_error(load_wording(), error)


@contextmanager
def raises_saying(kind: type[StoreError], words: str) -> Iterator[None]:
    """Expect an error whose sentence holds the words, a regular expression."""
    with pytest.raises(kind) as caught:
        yield
    assert re.search(words, said(caught.value)), said(caught.value)
