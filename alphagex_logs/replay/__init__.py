"""Five bots on 1,257 real days: real prices and VIX, modelled premiums and gamma, logged through the public writers."""

from alphagex_logs.replay.run import ReplayReport, replay

__all__ = ["ReplayReport", "replay"]
