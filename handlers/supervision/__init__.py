"""Supervision: letters, instructions, and a word to those who owe something."""

from handlers.core.routes import joined
from handlers.supervision import instruction, letter, nudge, settling

ROUTES = joined(letter.ROUTES, instruction.ROUTES, settling.ROUTES, nudge.ROUTES)
