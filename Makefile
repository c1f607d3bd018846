# Two commands: `make run` serves the dashboard, `make test` runs every test. Both set up what they need in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS = $$(( $$(nproc) + 1 ))  # half of the tests' time is waiting: for kills, commits and browsers
TESTS = OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(WORKERS) --dist loadscope  # workers share the cores, not threads of each

.PHONY: run test check bench faults format setup dev clean

run: setup
	@exec $(BIN)/python -m alphagex_logs serve

test: dev
	@$(TESTS)

check: dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/sqlfluff lint queries --disable-progress-bar
	@$(TESTS)

# Kills, crashes and cut connections: 20 seeds of hostile writers, then the write path for a quarter of an hour; `make test` runs a minute of it.
faults: dev
	@ALPHAGEX_FAULT_SEEDS=20 ALPHAGEX_FAULT_SECONDS=30 $(BIN)/python -m pytest tests/faults/test_sync_faults.py --timeout 1800 -s
	@ALPHAGEX_FAULT_SECONDS=900 $(BIN)/python -m pytest tests/faults --ignore tests/faults/test_sync_faults.py --timeout 2400 -s

# Loads and questions on a million rows, beside other ways to do the same; writes docs/performance.md.
bench: dev
	@$(BIN)/python -m benchmarks

format: dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/sqlfluff fix queries --disable-progress-bar

setup: $(VENV)/.installed
dev: $(VENV)/.installed-dev

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "AlphaGEX Logs needs Python 3.11 or newer: install it, or say which with PYTHON=python3.12." >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "AlphaGEX Logs needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Say which to use with PYTHON=python3.12." >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make a virtual environment here: install its venv package (Debian: apt install python3-venv), and see that this folder can be written." >&2; rm -rf $(VENV); exit 2; }

$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the dashboard needs (about a minute, once) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -e .
	@touch $@

$(VENV)/.installed-dev: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the dashboard and its tests need (about a minute, once) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -e '.[app,dev]'
	@touch $(VENV)/.installed $@

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache build *.egg-info
