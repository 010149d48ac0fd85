"""Rows of other units are hidden, and refused, by the database itself.

Whose statements these are stands in `duban.unit`, `*` before all units; where nothing is set, only what belongs to no
unit is there. The owner of the tables is held too, a superuser is not.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

OURS = "unit = '' or current_setting('duban.unit', true) in ('*', unit)"


def upgrade() -> None:
    """Wall the rows in; the places are made anew at this start, each with its unit."""
    op.execute("alter table places add column unit text not null default ''")
    op.execute("delete from questions")
    op.execute("delete from places")
    for table in ("documents", "places"):
        op.execute(f"alter table {table} enable row level security, force row level security")
    op.execute(f"create policy ours on documents using ({OURS})")
    # Places are compared by range, which a policy would keep from the index; they show nothing but ids of documents.
    op.execute("create policy seen on places for select using (true)")
    op.execute(f"create policy kept on places for insert with check ({OURS})")
    op.execute(f"create policy left_out on places for delete using ({OURS})")


def downgrade() -> None:
    """Take the wall down."""
    op.execute("drop policy ours on documents")
    for policy in ("seen", "kept", "left_out"):
        op.execute(f"drop policy {policy} on places")
    for table in ("documents", "places"):
        op.execute(f"alter table {table} no force row level security, disable row level security")
    op.execute("alter table places drop column unit")
    op.execute("delete from questions")
