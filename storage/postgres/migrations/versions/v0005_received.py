"""When an update was received, by the clock of who received it: what was said then is not judged by the server's."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the moment; what waits already keeps the server's."""
    op.execute("alter table inbox add column received timestamptz")


def downgrade() -> None:
    """Take it away."""
    op.execute("alter table inbox drop column received")
