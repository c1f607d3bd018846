"""Keeps a trace of what the trader thought."""


def keep(cursor, values):
    names = ", ".join(values)
    cursor.execute(
        "INSERT INTO spx_debug_logs (category, subcategory, message, duration_ms, success, error_message) VALUES (%s, %s, %s, %s, %s, %s)",
        tuple(values.values()),
    )
    return names
