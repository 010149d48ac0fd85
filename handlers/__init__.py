"""The handlers: one small file a capability; one visible tuple joins them in the order in which they are asked."""

from handlers import (
    absence,
    closing,
    evidence,
    extensions,
    help,  # noqa: A004 - the capability's name
    imports,
    operations,
    people,
    plan,
    rechecks,
    reminders,
    replies,
    reporting,
    status,
    supervision,
    units,
)
from handlers.core import day_picker, errors, unsupported

CAPABILITIES = (
    people,
    help,
    status,
    reporting,
    reminders,
    absence,
    imports,
    day_picker,
    closing,
    extensions,
    rechecks,
    supervision,
    units,
    plan,
    operations,
    evidence,
    replies,
    unsupported,
    errors,
)
