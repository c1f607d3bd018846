"""Collects option chains and notes how it went."""


def done(cursor, symbol, spot, calls, puts, seconds):
    cursor.execute(
        "INSERT INTO options_collection_log (symbol, spot_price, contracts_collected, calls_collected, puts_collected, duration_seconds, status)"
        " VALUES (%s, %s, %s, %s, %s, %s, 'SUCCESS')",
        (symbol, spot, calls + puts, calls, puts, seconds),
    )


def jobs(cursor, name, table, worked):
    cursor.execute("INSERT INTO data_collection_log (collection_type, source, success) VALUES (%s, %s, %s)", (name, table, worked))
