"""Keeps what the wheel's model learns from."""


class Outcomes:
    def entry(self, cursor, trade, features):
        statement = (
            "INSERT INTO spx_wheel_ml_outcomes (trade_id, trade_date, strike, premium, annualized_return) "
            + "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (trade_id) DO UPDATE SET premium = EXCLUDED.premium"
        )
        cursor.execute(statement, (trade, features.day, features.strike, features.premium, features.annualized))

    def settle(self, cursor, trade, outcome, pnl):
        cursor.execute("UPDATE spx_wheel_ml_outcomes SET outcome = %s, pnl = %s, updated_at = NOW() WHERE trade_id = %s", (outcome, pnl, trade))
