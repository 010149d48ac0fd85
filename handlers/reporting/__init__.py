"""Reporting: pages, charts and papers on demand, and the way of a paper out of the house."""

from handlers.core.routes import joined
from handlers.reporting import papers, release

ROUTES = joined(papers.ROUTES, release.ROUTES)
