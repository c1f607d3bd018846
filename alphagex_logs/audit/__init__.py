"""The audit: what the 23 tables claim, against what is really there. It regenerates itself; nothing in it is ticked by hand."""

from alphagex_logs.audit.report import MOST_ROWS, Check, Finding, Report, Result, TableAudit
from alphagex_logs.audit.run import of_running, of_schema, run

__all__ = ["MOST_ROWS", "Check", "Finding", "Report", "Result", "TableAudit", "of_running", "of_schema", "run"]
