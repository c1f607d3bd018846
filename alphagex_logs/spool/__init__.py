"""What bots log waits here, safe from a killed process, until the shipper has brought it to PostgreSQL."""
