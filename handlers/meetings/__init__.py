"""Meetings: planned and prepared, held one matter at a time, and what they decided."""

from handlers.core.routes import joined
from handlers.meetings import facts, imported, planning, resolution, session

ROUTES = joined(planning.ROUTES, session.ROUTES, resolution.ROUTES, imported.ROUTES, facts.ROUTES)
