"""The child process that reads one paper: see bot.readers.plan.child_process."""

import sys

from bot.readers.paper.reading import read_paper
from bot.readers.plan.child_process import run_child

sys.exit(run_child(sys.argv[1:], lambda data, _: read_paper(data)))
