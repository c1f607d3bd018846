"""What the forecasters had before them, day by day: the last forecast of a bot counts, and the bots of a day are averaged."""

from __future__ import annotations

import math

import pytest

from alphagex_logs.filters import Filters
from alphagex_logs.ui.sections.predictions_inputs import INPUTS
from tests.warehouse.opening import insert, warehouse_of


def oracle(url: str, bot: str, **given: object) -> None:
    insert(url, "oracle_predictions", bot_name=bot, trade_date="2018-01-02", win_probability=0.7, prediction_time="2018-01-02T16:00:00Z", **given)


def test_the_bots_of_a_day_are_averaged_and_walls_are_told_from_the_spot_price(database, tmp_path):
    insert(database, "ares_ml_outcomes", trade_date="2018-01-02", vix=11.0, win_rate_30d=0.7, win_probability=0.7)
    oracle(database, "ATLAS", vix=14.0, gex_net=4e8, spot_price=2700.0, gex_call_wall=2754.0, gex_put_wall=2673.0, gex_flip_point=2700.0)
    oracle(database, "PHOENIX", vix=10.0, spot_price=0.0, gex_call_wall=2754.0)
    with warehouse_of(database, tmp_path) as opened:
        (row,) = opened.ask("inputs_by_day", Filters(), source="oracle").to_dict("records")
        (alone,) = opened.ask("inputs_by_day", Filters(bots=("ATLAS",)), source=None).to_dict("records")
        (other,) = opened.ask("inputs_by_day", Filters(bots=("ARES",)), source="ares_ml").to_dict("records")
    assert (row["source"], row["vix"], row["net_gex"], alone["vix"]) == ("oracle", 12, 4e8, 14)
    assert (row["call_wall"], row["put_wall"], row["flip_point"]) == pytest.approx((2, 1, 0))
    assert math.isnan(row["win_rate"]) and (other["vix"], other["win_rate"]) == (11, 0.7)


def test_the_last_forecast_of_a_bot_and_day_counts(database, tmp_path):
    for minute, vix in ((20, 12.0), (40, 13.0), (10, 99.0)):
        insert(database, "ai_predictions", timestamp=f"2018-01-02T15:{minute}:00Z", confidence_score=70.0, vix_level=vix)
    with warehouse_of(database, tmp_path) as opened:
        assert opened.ask("inputs_by_day", Filters(), source="ai_advisor")["vix"].tolist() == [13]


@pytest.mark.parametrize(
    ("source", "logged"),
    {
        "oracle": {"vix", "net_gex", "gex_normalized", "flip_point", "call_wall", "put_wall"},
        "ares_ml": {"vix", "vix_percentile", "vix_change", "net_gex", "expected_move", "price_change", "win_rate"},
        "spx_wheel_ml": {"vix", "vix_percentile", "iv_rank", "net_gex", "call_wall", "put_wall", "return_5d", "return_20d", "delta"},
        "ml_regime": {"vix", "vix_percentile", "gex_normalized"},
        "ai_advisor": {"vix"},
    }.items(),
)
def test_every_forecaster_of_the_replay_tells_its_inputs(full, source, logged):
    daily = full.ask("inputs_by_day", Filters(), source=source)
    assert {name for name in INPUTS if daily[name].notna().any()} == logged
    assert daily["trade_day"].is_monotonic_increasing and not daily["trade_day"].duplicated().any()
    assert len(daily) == full.rows("SELECT count(DISTINCT trade_day) FROM predictions WHERE source = $source", {"source": source})[0][0]
