"""The read API under `/api`: what the screen shows, for programs."""

from alphagex_logs.api.application import create_api

__all__ = ["create_api"]
