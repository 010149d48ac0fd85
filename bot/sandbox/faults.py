"""What goes wrong at Telegram, on demand."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.answer import Refused

ANY = "*"
REFUSALS = {
    "400": "Bad Request: message can't be edited",
    "401": "Unauthorized",
    "403": "Forbidden: bot was blocked by the user",
    "409": "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    "413": "Request Entity Too Large",
    "429": "Too Many Requests: retry after {retry_after}",
    "500": "Internal Server Error",
    "502": "Bad Gateway",
    "migrated": "Bad Request: group chat was upgraded to a supergroup chat",
}
AFTER = {"timeout": "the answer never comes", "drop_after": "the answer is lost", "bad_json": "the answer is no JSON"}
KINDS = {*REFUSALS, *AFTER, "drop_before", "slow"}


@dataclass
class Fault:
    """One thing that will go wrong, `times` times; `chat` keeps it to one chat."""

    method: str
    kind: str
    times: int = 1
    chat: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def meets(self, method: str, chat: int | None) -> bool:
        """Whether it is meant for such a call."""
        return self.times > 0 and self.method in {ANY, method} and self.chat in {None, chat}

    @property
    def refusal(self) -> Refused | None:
        """Telegram's answer in place of the right one; None for faults of the connection."""
        if self.kind not in REFUSALS:
            return None
        if self.kind == "migrated":
            return Refused(400, REFUSALS["migrated"], migrate_to_chat_id=self.facts["to"])
        parameters = {"retry_after": self.facts["retry_after"]} if self.kind == "429" else {}
        description = self.facts.get("description", REFUSALS[self.kind])
        return Refused(int(self.kind), description.format_map(self.facts), **parameters)


class Faults:
    """The faults that are still to come."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []

    def next(
        self,
        method: str,
        kind: str | int,
        *,
        times: int = 1,
        chat: int | None = None,
        retry_after: int = 1,
        seconds: float = 1,
        to: int = -1_001_000_000_001,
        description: str | None = None,
    ) -> Fault:
        """Let the next calls of a method ("*" for any) fail; raises ValueError for a kind that does not exist.

        kinds: 400, 401, 403, 409, 413, 429 (`retry_after`), 500, 502, "migrated" (`to`), "drop_before" (nothing done),
        "drop_after" and "timeout" and "bad_json" (done, but the answer is lost, late or garbled), "slow" (`seconds`).
        """
        if str(kind) not in KINDS:
            raise ValueError(f"no fault {kind!r}; there are {sorted(KINDS)}")
        facts: dict[str, Any] = {"retry_after": retry_after, "seconds": seconds, "to": to}
        fault = Fault(method, str(kind), times, chat, facts | ({"description": description} if description else {}))
        self._coming.append(fault)
        return fault

    def meet(self, method: str, chat: int | None) -> Fault | None:
        """The fault that this call meets, if any; it is used up."""
        for fault in self._coming:
            if fault.meets(method, chat):
                fault.times -= 1
                return fault
        return None

    @property
    def coming(self) -> list[Fault]:
        """Those that will still be met."""
        return [fault for fault in self._coming if fault.times > 0]

    def clear(self) -> None:
        """Let everything go right again."""
        self._coming.clear()
