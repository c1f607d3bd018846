"""AlphaGEX Logs: durable logging for options-trading bots, and a dashboard that says what following their predictions earned."""

__version__ = "0.1.0"
