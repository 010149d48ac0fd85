"""Supervision: letters, instructions, and a word to those who owe something."""

from handlers.core.routes import joined
from handlers.supervision import instruction, letter, nudge

ROUTES = joined(letter.ROUTES, instruction.ROUTES, nudge.ROUTES)
