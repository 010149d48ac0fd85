"""The handlers: one module a capability; what each declares is joined here, in the order of the help and of asking."""

from handlers import (
    closing,
    evidence,
    extensions,
    help,  # noqa: A004 - the capability's name
    history,
    imports,
    invitations,
    meetings,
    operations,
    pending,
    people,
    plan,
    progress,
    rechecks,
    reminders,
    replies,
    reporting,
    settings,
    status,
    supervision,
    units,
)
from handlers.core import day_picker, unsupported
from handlers.core.routes import joined

ROUTES = joined(
    help.ROUTES,
    status.ROUTES,
    pending.ROUTES,
    history.ROUTES,
    reporting.ROUTES,
    reminders.ROUTES,
    people.ROUTES,
    invitations.ROUTES,
    settings.ROUTES,
    imports.ROUTES,
    plan.ROUTES,
    progress.ROUTES,
    closing.ROUTES,
    extensions.ROUTES,
    rechecks.ROUTES,
    meetings.ROUTES,
    supervision.ROUTES,
    units.ROUTES,
    operations.ROUTES,
    day_picker.ROUTES,
    evidence.ROUTES,
    replies.ROUTES,
    unsupported.ROUTES,
)
