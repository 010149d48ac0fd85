"""The real command line on a machine whose sends go over another line than its polls.

python -m tests.crash.programs.bot_two_lines PORT MUTATION ARGUMENT... ; what is sent goes to that port of this
machine, and "-" is no mutation.
"""

import datetime as dt
import os
import sys
from dataclasses import replace
from typing import Any

import httpx
from telegram.request import HTTPXRequest

from bot.cli import main
from bot.services.core.shared_store import ReceivedUpdate
from bot.services.outbox import delivery
from bot.transport.polling import Poller
from bot.transport.straight_request import StraightRequest

SENDS = ("send", "edit", "answer")  # how the methods begin that are sends


def divide(carrier: type[HTTPXRequest]) -> None:
    """Let what a carrier sends go to the other port."""
    do_request = carrier.do_request

    async def over_its_line(request: HTTPXRequest, url: str, *args: Any, **facts: Any) -> Any:
        if url.rpartition("/")[2].startswith(SENDS):
            url = str(httpx.URL(url).copy_with(port=int(sys.argv[1])))
        return await do_request(request, url, *args, **facts)

    setattr(carrier, "do_request", over_its_line)  # noqa: B010 - the line of the machine


def one_queue() -> None:
    """Let all chats stand in one queue, handled in the order in which everything comes."""
    incoming = Poller._incoming

    def in_one(poller: Poller, raw: dict[str, Any]) -> ReceivedUpdate:
        return replace(incoming(poller, raw), chat=0)

    setattr(Poller, "_incoming", in_one)  # noqa: B010 - a mutation


def impatient() -> None:
    """Send an answer once more where Telegram has not said within a second that it has it."""
    os.environ["DUBAN_TELEGRAM_SEND_SECONDS"] = "1"
    setattr(delivery, "DOUBT", dt.timedelta(seconds=1))  # noqa: B010 - a mutation


def give_up() -> None:
    """Try to answer for two seconds, and let it go then."""
    setattr(delivery, "KEPT", dt.timedelta(seconds=2))  # noqa: B010 - a mutation


MUTATIONS = {"one-queue": one_queue, "impatient": impatient, "give-up": give_up}


if __name__ == "__main__":
    for way in (HTTPXRequest, StraightRequest):
        divide(way)
    if change := MUTATIONS.get(sys.argv[2]):
        change()
    main(sys.argv[3:], prog_name="python -m bot")
