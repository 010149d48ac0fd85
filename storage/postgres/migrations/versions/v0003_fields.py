"""The fields that the newest program knew: an older one would drop what it does not know."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.execute("create table fields (name text primary key)")


def downgrade() -> None:
    """Take the table away."""
    op.execute("drop table fields")
