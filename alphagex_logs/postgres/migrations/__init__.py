"""The history of the PostgreSQL schema, for Alembic."""
