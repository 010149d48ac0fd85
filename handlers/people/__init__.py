"""People: how they bind, who they are, when they are away, what they hand over."""

from handlers.core.routes import joined
from handlers.people import absence, binding, directory, handover

ROUTES = joined(binding.ROUTES, directory.ROUTES, absence.ROUTES, handover.ROUTES)
