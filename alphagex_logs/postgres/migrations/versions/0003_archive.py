"""What has been moved to the archive, beside the tables that it was moved from."""

from __future__ import annotations

from alembic import op

from alphagex_logs.postgres.additive import bring
from alphagex_logs.postgres.schema import ARCHIVE, ARCHIVE_FILE, ARCHIVE_VOID

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create what is missing; leave what is there."""
    for table in (ARCHIVE, ARCHIVE_FILE, ARCHIVE_VOID):
        bring(op.get_bind(), table)
