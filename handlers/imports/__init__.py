"""Plans that the office sends in: the file, what is asked about it, taking an import back."""

from handlers.core.routes import joined
from handlers.imports import asked, file, undo

ROUTES = joined(file.ROUTES, asked.ROUTES, undo.ROUTES)
