"""The trigger that buries the old id of a row whose id changes."""

from __future__ import annotations

from alembic import op

from alphagex_logs.postgres.migrations import frozen

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ATTACHED = "SELECT c.relname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid WHERE t.tgname = 'agx_bury_renumbered'"


def upgrade() -> None:
    """Attach it where it is missing; a table that was adopted has it, and is not locked again."""
    connection = op.get_bind()
    attached = set(connection.exec_driver_sql(_ATTACHED).scalars())
    for name, statements in frozen.parts("0004_renumbered").items():
        if name not in attached:
            connection.exec_driver_sql(statements)
