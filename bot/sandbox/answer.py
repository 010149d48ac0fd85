"""The envelope of every answer, and Telegram's way to say no."""

from typing import Any

Json = dict[str, Any]


class Refused(Exception):  # noqa: N818 - a refusal is an answer
    """Telegram does not do what was asked: an HTTP status, a description, and perhaps what to do instead."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def envelope(self) -> Json:
        """The refusal as JSON."""
        parameters = {"parameters": self.parameters} if self.parameters else {}
        return {"ok": False, "error_code": self.status, "description": self.description, **parameters}


def bad_request(reason: str) -> Refused:
    """The refusal of a request that is wrong in itself."""
    return Refused(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refused:
    """The refusal of a request that the other side does not want."""
    return Refused(403, f"Forbidden: {reason}")
