"""The inbox of updates, and the processes at work."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.execute(
        """
        create table inbox (
            bot text collate "C" not null,
            number bigint not null,
            lane bigint not null,
            update bytea not null,
            came timestamptz not null default clock_timestamp(),
            due timestamptz not null,
            tries int not null default 0,
            done timestamptz,
            aside text not null default '',
            primary key (bot, number)
        )
        """
    )
    op.execute("create index inbox_due on inbox (due) where done is null")
    op.execute("create index inbox_lane on inbox (bot, lane, number) where done is null")
    op.execute("create index inbox_done on inbox (done) where done is not null and aside = ''")
    op.execute("create index inbox_came on inbox (came)")
    op.execute(
        """
        create table stations (
            id text primary key,
            roles text[] not null,
            seats text[] not null,
            seen timestamptz not null
        )
        """
    )


def downgrade() -> None:
    """Take the tables away; updates that wait in the inbox go with them."""
    op.execute("drop table inbox, stations")
