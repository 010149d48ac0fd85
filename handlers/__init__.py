"""The window: one small file per concern; each ends in register(), one visible tuple joins them."""

from handlers import (
    asking,
    binding,
    closing,
    correcting,
    dating,
    declining,
    extending,
    helping,
    importing,
    lettering,
    proving,
    rechecking,
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
    closing,
    extending,
    rechecking,
    lettering,
    correcting,
    proving,
    replying,
    declining,
    refusing,
)
