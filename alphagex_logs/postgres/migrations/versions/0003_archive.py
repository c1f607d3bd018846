"""What has been moved to the archive, beside the tables that it was moved from."""

from __future__ import annotations

from alembic import op

from alphagex_logs.postgres.migrations import frozen

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create what is missing; leave what is there."""
    for statements in frozen.parts("0003_archive").values():
        op.get_bind().exec_driver_sql(statements)
