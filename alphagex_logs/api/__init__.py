"""The read API under `/api`: what the screen shows, for programs."""

from alphagex_logs.api.application import create_api, routes
from alphagex_logs.api.door import Door

__all__ = ["Door", "create_api", "routes"]
