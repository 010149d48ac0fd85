"""The window: one small file per concern; each ends in register(), one visible tuple joins them."""

from handlers import (
    asking,
    binding,
    dating,
    declining,
    helping,
    importing,
    proving,
    refusing,
    reminding,
    replying,
    reporting,
)

CONCERNS = (
    binding,
    helping,
    asking,
    reporting,
    reminding,
    importing,
    dating,
    proving,
    replying,
    declining,
    refusing,
)
