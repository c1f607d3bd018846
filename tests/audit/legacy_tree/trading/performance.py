"""Keeps a journal of positions that were opened and closed."""


def keep_activity(cursor, now, kind, symbol, words, position, money, worked, problem):
    cursor.execute(
        "INSERT INTO autonomous_trade_activity (activity_date, activity_time, activity_timestamp, action_type, symbol, details, position_id, pnl_impact,"
        " success, error_message) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (f"{now:%Y-%m-%d}", f"{now:%H:%M:%S}", str(now), kind, symbol, words, position, money, worked, problem),
    )


def keep_action(cursor, day, clock, action, words, worked):
    cursor.execute(
        "INSERT INTO autonomous_trade_log (date, time, action, details, success) VALUES (%s, %s, %s, %s, %s)", (day, clock, action, words, 1 if worked else 0)
    )
    cursor.execute(
        "INSERT INTO autonomous_trade_activity (timestamp, action, symbol, reason, success) VALUES (NOW(), %s, 'SPY', %s, %s)", (action, words, worked)
    )


def clear(cursor, table, days):
    cursor.execute(f"DELETE FROM {table} WHERE timestamp < NOW() - INTERVAL '%s days'", (days,))
    cursor.execute("DELETE FROM wheel_activity_log WHERE timestamp < NOW() - INTERVAL '%s days'", (days,))


def today(cursor):
    cursor.execute("SELECT activity_time, action_type FROM autonomous_trade_activity WHERE activity_date = %s ORDER BY activity_time DESC", ("2025-12-01",))
