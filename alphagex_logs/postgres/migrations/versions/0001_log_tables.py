"""The log tables, our own schema beside them, and the triggers by which readers learn of every change."""

from __future__ import annotations

from alembic import context, op
from sqlalchemy import inspect

from alphagex_logs.postgres.migrations import frozen

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create what is missing. Log tables that are there were adopted before this step, outside its transaction."""
    progress = context.config.attributes["progress"]
    present = set(inspect(op.get_bind()).get_table_names())
    missing = {name: statements for name, statements in frozen.parts("0001_log_tables").items() if name not in present}
    for done, (name, statements) in enumerate(missing.items()):
        progress(done, len(missing), name)
        op.get_bind().exec_driver_sql(statements)
    op.execute("INSERT INTO agx.sync_epoch DEFAULT VALUES ON CONFLICT DO NOTHING")
    progress(len(missing), len(missing), "schema")
