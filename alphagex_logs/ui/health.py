"""The write path on the screen: what waits, what was lost, what is wrong. Asked anew every five seconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from alphagex_logs import settings, warehouse
from alphagex_logs.postgres.diagnosis import Sync, diagnose
from alphagex_logs.spool.status import age
from alphagex_logs.ui import formats, table, tiles
from alphagex_logs.ui.wording import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alphagex_logs.postgres.diagnosis import Diagnosis
    from alphagex_logs.postgres.status import Counted

MIB = 2**20


@st.fragment(run_every="5s", key="health")
def show() -> None:
    """All of it, as it is now."""
    state = warehouse.freshness()
    found = diagnose(settings.load(), Sync(state.lag, state.error) if state else None)
    findings(found)
    headline(found)
    writers(found)
    losses(found)


def headline(found: Diagnosis) -> None:
    """The tiles: waiting, oldest, shipper, dead letters, lost, warehouse."""
    spool, database = found.spool, found.database
    shipper = f"{spool.shipper.records:,} since it began" if spool.shipper and spool.shipper_runs else "starts with the first bot"
    tiles.show(
        [
            tiles.Tile("Records waiting", formats.count(spool.waiting_records), f"{spool.waiting_bytes / MIB:.1f} MiB in the spool"),
            tiles.Tile("Oldest of them", _ago(age(spool.oldest)), f"processes that log: {sum(writer.alive for writer in spool.writers)}"),
            tiles.Tile("Shipper", "runs" if spool.shipper_runs else "does not run", shipper),
            tiles.Tile("Dead letters", formats.count(database.dead if database else None), "records that made no row"),
            tiles.Tile("Lost", formats.count(database.lost if database else None), "records, on record"),
            tiles.Tile("Outcomes waiting", formats.count(database.pending_outcomes if database else None), "for their row to come"),
            tiles.Tile("Warehouse", _ago(found.sync.lag), "behind PostgreSQL"),
        ],
        "health",
    )


def findings(found: Diagnosis) -> None:
    """What is wrong and what to do, or that all is well."""
    for finding in found.findings:
        remedy = plain(finding.remedy).replace("\\`", "`")  # our own words: what is in them to be typed is shown as such
        (st.error if finding.wrong else st.info)(f"{plain(finding.what)} {remedy}", icon=":material/error:" if finding.wrong else ":material/info:")
    if not found.findings:
        st.success("All is well: what was logged is in PostgreSQL.", icon=":material/check:")


def writers(found: Diagnosis) -> None:
    """One row a process that logs, or that died and left records."""
    st.subheader("Writers")
    rows = pd.DataFrame(
        {
            "writer": writer.writer_id[:8],
            "life": "alive" if writer.alive else "dead",
            "waiting": writer.waiting_records,
            "mib": writer.waiting_bytes / MIB,
            "oldest": _ago(age(writer.oldest)),
            "newest_at": _moment(writer.newest),
            "memory": writer.in_memory_bytes // 1024,
            "dropped": writer.dropped,
        }
        for writer in found.spool.writers
    )
    if rows.empty:
        st.caption(f"No bot logs through the spool in {plain(str(found.spool.root))}.")
        return
    columns = {
        "writer": table.text("Writer", 90),
        "life": table.text("Process", 80),
        "waiting": table.count("Waiting"),
        "mib": st.column_config.NumberColumn("MiB", format="%.1f", width=80),
        "oldest": table.text("Oldest waits for", 110),
        "newest_at": table.moment("Newest record", seconds=True),
        "memory": table.count("KiB not on disk"),
        "dropped": table.count("Dropped"),
    }
    table.show(rows, "writers", alt="Processes that log, with what waits", columns=columns)


def losses(found: Diagnosis) -> None:
    """Dead letters and gaps by table and reason."""
    if found.database is None:
        return
    _counted("Dead letters", found.database.dead_letters, "dead_letters")
    _counted("Lost records", found.database.gaps, "gaps")


def _counted(title: str, counted: Sequence[Counted], key: str) -> None:
    if not counted:
        return
    st.subheader(title)
    rows = pd.DataFrame({"table_name": one.table or "unknown", "reason": one.reason, "records": one.records, "newest_at": one.newest} for one in counted)
    columns = {
        "table_name": table.text("Table or writer", 220),
        "reason": table.text("Reason"),
        "records": table.count("Records"),
        "newest_at": table.moment("Newest"),
    }
    table.show(rows, key, alt=f"{title} by table and reason", columns=columns)


def _ago(seconds: float | None) -> str:
    return formats.UNKNOWN if seconds is None else formats.age(timedelta(seconds=seconds))


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
