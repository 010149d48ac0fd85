"""Alembic's entry: brings the schema up to date on the connection that was handed over, one process at a time."""

from alembic import context
from sqlalchemy import text

connection = context.config.attributes["connection"]
connection.execute(text("select pg_advisory_xact_lock(hashtextextended('duban schema', 0))"))
context.configure(connection=connection)
context.run_migrations()
