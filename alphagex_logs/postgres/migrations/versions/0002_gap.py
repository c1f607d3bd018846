"""What spooling writers lost, beside the positions that they have reached."""

from __future__ import annotations

from alembic import op

from alphagex_logs.postgres.migrations import frozen

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create what is missing; leave what is there."""
    for statements in frozen.parts("0002_gap").values():
        op.get_bind().exec_driver_sql(statements)
