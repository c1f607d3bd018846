"""The triggers by which no change of a log table escapes a reader, whoever makes it and however."""

from __future__ import annotations

# SECURITY DEFINER, because a bot that may delete a row need not have rights on our schema; the fixed search_path keeps that safe.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION agx.stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.row_version := pg_current_xact_id();
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION agx.bury() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO agx.tombstone (table_name, pk) SELECT TG_TABLE_NAME, gone.id FROM gone;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION agx.bury_renumbered() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO agx.tombstone (table_name, pk) VALUES (TG_TABLE_NAME, OLD.id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION agx.begin_epoch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE agx.sync_epoch SET epoch = gen_random_uuid(), recorded_at = now();
    RETURN NULL;
END $$;
"""

# name, when it fires, what it runs. BEFORE triggers fire in the order of their names: zz is last, so that
# nothing can change the stamp after it.
_TRIGGERS = (
    ("zz_agx_stamp", "BEFORE INSERT OR UPDATE", "FOR EACH ROW EXECUTE FUNCTION agx.stamp()"),
    ("agx_bury", "AFTER DELETE", "REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION agx.bury()"),
    # Row by row, because a statement's rows would be kept twice at every UPDATE; the condition costs next to nothing.
    ("agx_bury_renumbered", "AFTER UPDATE", "FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION agx.bury_renumbered()"),
    ("agx_begin_epoch", "AFTER TRUNCATE", "FOR EACH STATEMENT EXECUTE FUNCTION agx.begin_epoch()"),
)


NAMES = frozenset(name for name, _moment, _action in _TRIGGERS)


def attach(table: str) -> str:
    """The statements that give one log table, named as in the catalogue, its triggers; they replace those it has."""
    lines = []
    for name, moment, action in _TRIGGERS:
        # CREATE OR REPLACE TRIGGER sets "enabled" back to its default, so ENABLE ALWAYS, for replicated changes too, follows it.
        lines.append(f'CREATE OR REPLACE TRIGGER {name} {moment} ON "{table}" {action};')
        lines.append(f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER {name};')
    return "\n".join(lines)
