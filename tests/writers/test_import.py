"""What a bot imports is light, and the examples in the package are true."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys

from alphagex_logs.writers import testing

HEAVY = ["streamlit", "duckdb", "pandas", "plotly", "numpy", "sqlalchemy", "psycopg2", "pyarrow", "scipy", "alembic", "fastapi"]
PROGRAM = """
import json, sys, time
before = time.process_time()
import alphagex_logs.writers
print(json.dumps({"seconds": time.process_time() - before, "modules": sorted(sys.modules)}))
"""


def test_a_bot_imports_the_writers_in_half_a_second_and_nothing_heavy_with_them():
    answer = json.loads(subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True).stdout)
    assert set(HEAVY) & set(answer["modules"]) == set()
    assert answer["seconds"] < 0.5


def test_the_example_of_the_recording_sink_is_true():
    results = doctest.testmod(testing)
    assert (results.failed, results.attempted) == (0, 4)
