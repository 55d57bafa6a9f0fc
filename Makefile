.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# Compiled modules are kept: tests and benchmarks start hundreds of processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run install test simulate faults tools lint bench lock clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: install ## install, load the demo at the first run, serve on 127.0.0.1:8000
	@$(BIN)/meeting init
	@$(BIN)/meeting demo load
	@$(BIN)/meeting serve

install: $(VENV)/.installed ## make .venv from the hashed lock

$(VENV)/.installed: requirements/run.txt requirements/build.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新的版本 / Python 3.11 or newer is needed: make PYTHON=python3.11 …" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "正在安装，第一次约一分钟… / installing, about a minute the first time…" >&2
	@$(PIP) install --quiet --require-hashes --requirement requirements/build.txt
	@$(PIP) install --quiet --require-hashes --requirement requirements/run.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed requirements/dev.txt
	@$(PIP) install --quiet --require-hashes --requirement requirements/dev.txt
	@touch $@

$(VENV)/.benched: $(VENV)/.tested requirements/bench.txt
	@$(PIP) install --quiet --require-hashes --requirement requirements/bench.txt
	@touch $@

tools: $(VENV)/.tested ## what tests need beside Python: browser, PostgreSQL, poppler, qpdf, node
	@sh scripts/test_tools.sh

test: tools ## all tests, on SQLite and PostgreSQL, in a real browser
	@$(BIN)/ruff check .
	@$(BIN)/pytest -n 2 --dist loadgroup

simulate: tools ## check-in devices on failing networks against the server: 10,000 seeds of 300 steps, hours
	@MEETING_SIMULATED=10000 MEETING_SIMULATED_STEPS=300 $(BIN)/pytest -n 2 -q -k sqlite tests/checkin/test_simulation.py

faults: tools ## kill -9 of server and browser, restarts of the database, failing networks, races, forged codes: hours
	@MEETING_KILLS=200 MEETING_BROWSER_KILLS=200 MEETING_RESTARTS=50 MEETING_CUT=5000 MEETING_FORGED=1000000 \
	  MEETING_RACES=1000 $(BIN)/pytest -n 2 -q \
	  tests/checkin/test_faults.py tests/checkin/test_races.py tests/checkin/test_offline_browser.py

lint: $(VENV)/.tested ## ruff, mypy, djlint, import-linter
	@$(BIN)/ruff check .
	@$(BIN)/mypy meeting
	@$(BIN)/lint-imports
	@$(BIN)/djlint --lint --quiet templates

bench: $(VENV)/.benched ## measure: prints the figures and writes benchmarks/latest.json
	@sh scripts/test_tools.sh bench || echo "没有它们的项目不测 / what needs them is left out" >&2
	@$(BIN)/python -m benchmarks

lock: ## make the hashed locks anew from pyproject.toml
	@test -x $(BIN)/pip-compile || $(PIP) install --quiet pip-tools
	@for part in build run dev bench; do \
	  case $$part in build) from=requirements/build.in; more=;; bench) from=requirements/bench.in; more="-c requirements/dev.txt";; run) from=pyproject.toml; more=;; dev) from=pyproject.toml; more="--extra dev -c requirements/run.txt";; esac; \
	  $(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host $$more --output-file requirements/$$part.txt $$from; \
	done

clean: ## take away what was built, not the data
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
