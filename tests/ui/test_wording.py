"""Text from the logs cannot become Markdown."""

import pytest

from alphagex_logs.ui.wording import counted, plain, slug


@pytest.mark.parametrize("mark", ["*", "`", "$", ":", "[", "]", "<", "#", "!", "~", "|", "\\", "("])
def test_every_mark_of_markdown_is_escaped(mark):
    assert plain(f"a{mark}b") == f"a\\{mark}b"


def test_names_stay_as_they_are():
    assert plain("oracle_predictions 0-DTE") == "oracle_predictions 0-DTE"


def test_underscores_that_would_slant_a_word_are_escaped():
    assert plain("_x_") == r"\_x\_"


def test_line_breaks_cannot_start_a_heading():
    assert plain("a\n# b") == r"a \# b"


def test_a_slug_can_stand_in_a_key():
    assert slug("Hit rate (n=12)") == "hit_rate_n_12"


def test_one_is_not_many():
    assert [counted(1, "row"), counted(1_204, "row"), counted(0, "loss", "losses")] == ["1 row", "1,204 rows", "0 losses"]
