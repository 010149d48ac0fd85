"""Alembic's entry: the schema of one database, one process at a time.

The program hands over the address; on alembic's own command line it is that of the program, DUBAN_STORE_URL.
"""

import os
import sys

import psycopg
from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from bot.messages.wording import official

conninfo = context.config.attributes.get("conninfo") or os.environ.get("DUBAN_STORE_URL")
if not conninfo:
    sys.exit(official("operations.start.no_database"))
engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(conninfo), poolclass=NullPool)
with engine.begin() as connection:
    connection.execute(text("select set_config('duban.unit', '*', false)"))  # every row, as long as it is connected
    connection.execute(text("select pg_advisory_xact_lock(hashtextextended('duban schema', 0))"))
    context.configure(connection=connection)
    context.run_migrations()
