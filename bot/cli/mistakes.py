"""What ends a command, said in words: whatever people can mend. Loaded when something went wrong."""

from bot.config import BadConfig
from bot.domain.core.refusal import Refusal
from bot.domain.core.store_error import StoreError
from bot.domain.imports.draft import UnreadablePlan
from bot.messages.body import plain
from bot.messages.core.refusal import why_not
from bot.messages.imports.problems import unreadable
from bot.messages.operations.config import mistakes_text
from bot.messages.operations.store_error import store_error
from bot.messages.wording import WordingError, load_wording, official


def sentence_of(error: Exception) -> str | None:
    """What people are told; None where nobody but a programmer can mend it."""
    match error:
        case BadConfig():
            return mistakes_text(load_wording(), ((mistake.code, mistake.facts) for mistake in error.mistakes))
        case WordingError():
            return official("core.wording.head", mistakes=error)
        case StoreError():
            return store_error(load_wording(), error)
        case UnreadablePlan():
            return unreadable(load_wording(), error)
        case Refusal():
            return plain(why_not(load_wording(), error))
    return None
