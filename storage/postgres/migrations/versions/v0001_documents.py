"""Documents by shelf, and the places under which questions find them."""

from alembic import op

revision = "0001"
down_revision = None

# `json`, not `jsonb`: a document comes back byte for byte, as the journal's digests and comparisons need it.
# Collation "C" orders keys by code point, as every other store does.


def upgrade() -> None:
    """Make the tables."""
    op.execute(
        """
        create table documents (
            shelf text collate "C" not null,
            id text collate "C" not null,
            unit text not null,
            document json not null,
            primary key (shelf, id)
        )
        """
    )
    op.execute(
        """
        create table places (
            query text collate "C" not null,
            key text collate "C" not null,
            id text collate "C" not null,
            primary key (query, key, id)
        )
        """
    )
    op.execute("create table questions (query text primary key, made_by text not null)")


def downgrade() -> None:
    """Take the tables away with all that is in them."""
    op.execute("drop table questions, places, documents")
