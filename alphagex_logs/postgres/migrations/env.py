"""What Alembic runs: the steps, on the connection and in the transaction that `migrate` opened."""

from __future__ import annotations

from alembic import context

from alphagex_logs.postgres.drift import COMPARISON
from alphagex_logs.postgres.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, **COMPARISON)
context.run_migrations()
