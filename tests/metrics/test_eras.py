"""The three eras of the Oracle's confidence."""

from alphagex_logs.metrics.eras import Era, as_ranking, eras


def test_the_three_eras_are_recognised():
    assert eras([84, 0.84, 0.70], [0.70] * 3) == (Era.PERCENT_INFLATED, Era.INFLATED, Era.PROBABILITY)


def test_the_cut_at_the_top_still_shows_the_era():
    assert eras([100, 1.0, 1.0], [0.9, 0.9, 1.0]) == (Era.PERCENT_INFLATED, Era.INFLATED, Era.PROBABILITY)


def test_a_row_that_fits_no_era_is_unknown():
    assert set(eras([0.5, None, 0.7], [0.9, 0.7, None])) == {Era.UNKNOWN}


def test_one_scale_for_rankings():
    values, rows = as_ranking([84, 0.84, 0.70, 0.1], [0.70] * 4)
    assert values.round(12).tolist() == [0.7, 0.7, 0.7]
    assert rows == (0, 1, 2)
    assert as_ranking([], [])[1] == ()
