.DEFAULT_GOAL := help
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest -q -n auto --dist worksteal

help: ## What can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

$(VENV)/ready: requirements.lock
	@command -v $(PYTHON) >/dev/null 2>&1 && p=$(PYTHON) || p=python3; $$p -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m deploy.command $(BIN)/duban
	@touch $@

$(VENV)/ready-dev: requirements-dev.lock $(VENV)/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/ready ## Install what the bot needs into .venv
demo: setup ## Play a whole round in the terminal, without Telegram
	$(BIN)/python -m bot demo
test: $(VENV)/ready-dev ## Run the tests but the long ones
	$(PYTEST) -m "not long"
test-long: $(VENV)/ready-dev ## Run the long ones: crashes, hostile people, long properties, a province
	$(PYTEST) -m long
test-hours: $(VENV)/ready-dev ## Run what asks for the time at several hours, days and zones
	SUITE_HOURS=1 $(PYTEST) -m "hours and not long"
test-all: test test-long test-hours ## Run all of them
lint: $(VENV)/ready-dev ## Style, types, import walls, wording
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
check: lint test ## Everything that must hold before a commit
bench: $(VENV)/ready-dev ## Measure everything, as ratios, into docs/benchmarks.md (hours; on a quiet machine)
	$(BIN)/python -m benchmarks.page
crash: $(VENV)/ready-dev ## Kill the real bot a thousand times at random moments and at every step (50 minutes)
	DUBAN_KILLS=300 $(BIN)/python -m pytest -q tests/crash tests/test_faults.py tests/test_clock.py
	$(BIN)/python -m benchmarks.crash 1000 200 300 60
hostile: $(VENV)/ready-dev ## Every naughty string through every field, and 50,000 random updates (10 minutes)
	DUBAN_HOSTILE=1 $(BIN)/python -m pytest -q tests/hostile tests/readers/plan/test_hostile.py
	$(BIN)/python -m benchmarks.fuzz_updates
audit: $(VENV)/ready-dev ## Ask an advisory service about every locked package
	@said=$$($(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements.lock 2>&1) && echo "$$said" || \
	{ echo "$$said" | tail -n 12; case "$$said" in *"could not be audited"*|*ConnectionError*|*Timeout*) \
	echo "The advisory service is out of reach: nothing was checked, and nothing is known to be clean.";; esac; exit 1; }
materials: $(VENV)/ready-dev ## Renew NOTICE, the licences of all packages, and write duban.cdx.json, an SBOM in CycloneDX
	$(BIN)/python -m deploy.materials notice > NOTICE
	$(BIN)/python -m deploy.materials sbom > duban.cdx.json
wheel: $(VENV)/ready ## Build the package into dist/
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .
lock: $(VENV)/ready-dev ## Renew the lock files
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --universal pyproject.toml --extra postgres -o requirements.lock
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --universal pyproject.toml --extra postgres --group dev -o requirements-dev.lock

.PHONY: help setup demo test test-long test-hours test-all lint check bench crash hostile audit materials wheel lock
