"""The child process that reads one file: see bot.readers.plan.child_process."""

import sys

from bot.readers.plan.child_process import read_draft, run_child

sys.exit(run_child(sys.argv[1:], read_draft))
