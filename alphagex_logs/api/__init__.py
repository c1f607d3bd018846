"""The read API under `/api`: what the screen shows, for programs."""

from alphagex_logs.api.application import create_api, routes

__all__ = ["create_api", "routes"]
