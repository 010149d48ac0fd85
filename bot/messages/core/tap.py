"""What a button does when it is tapped."""

from msgspec import Struct


class Tap(Struct, frozen=True):
    """What a button does when it is tapped; fields that end it and have a default may be left out."""
