import os

os.environ["PTB_TIMEDELTA"] = "1"  # without it python-telegram-bot warns at every RetryAfter
