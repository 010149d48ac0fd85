"""Visits on the spot, and measures under key supervision."""

from handlers.core.routes import joined
from handlers.inspections import key, visits

ROUTES = joined(visits.ROUTES, key.ROUTES)
