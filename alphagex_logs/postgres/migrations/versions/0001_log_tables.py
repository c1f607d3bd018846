"""The log tables, our own schema beside them, and the triggers by which readers learn of every change.

It derives the tables from the catalogue, so that until the first release the schema is described once. From then on it is history: a
change of the catalogue comes with a step of its own, and `drift` fails until it does.
"""

from __future__ import annotations

from alembic import context, op
from sqlalchemy import inspect

from alphagex_logs.postgres import triggers
from alphagex_logs.postgres.additive import bring
from alphagex_logs.postgres.schema import LOG_TABLES, metadata

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create what is missing. Log tables that are there were adopted before this step, outside its transaction."""
    progress = context.config.attributes["progress"]
    connection = op.get_bind()
    present = {table.name for table in LOG_TABLES.values() if inspect(connection).has_table(table.name)}
    tables = [table for table in metadata.sorted_tables if table.name not in present]
    for done, table in enumerate(tables):
        progress(done, len(tables), table.name)
        bring(connection, table)
    op.execute(triggers.FUNCTIONS)
    for name in LOG_TABLES.keys() - present:
        op.execute(triggers.attach(name))
    op.execute("INSERT INTO agx.sync_epoch DEFAULT VALUES ON CONFLICT DO NOTHING")
    progress(len(tables), len(tables), "schema")
