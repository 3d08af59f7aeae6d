# Every developer task is one verb. `make` alone lists them.
# The virtual environment is made on first use from requirements.lock, with plain pip and hashes.

.DEFAULT_GOAL := help
SHELL := /bin/sh

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	if $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; \
	then echo $$p; break; fi; done)
BIN := .venv/bin
READY := .venv/.ready
PARALLEL := -n auto --maxprocesses 4 --dist loadscope

export DO_NOT_TRACK = 1
export DAGSTER_DISABLE_TELEMETRY = 1
export GX_ANALYTICS_ENABLED = false

.PHONY: help install demo dev test test-faults bench evaluate check docs format lint types lint-sql test-fast clean lock

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "No Python from 3.11 to 3.13 found. Install one, or call: make PYTHON=/path/to/python3.12"; exit 1; }
	@echo "Preparing .venv with $(PYTHON) (once, about a minute or two)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

install: $(READY) ## Make .venv from requirements.lock

demo: $(READY) ## Run the whole pipeline on a made-up brand, and show what came out
	@$(BIN)/mdc demo $(DEMO_ARGS)

dev: $(READY) ## Open the Dagster UI on 127.0.0.1:3000 with the demo's sources
	@$(BIN)/mdc dev --demo

test: $(READY) ## Run all tests but the slow fault and size suites
	@$(BIN)/python -m pytest $(PARALLEL) -m "not slow and not faults"

test-fast: $(READY) ## Run the tests that need neither dbt nor a whole pipeline
	@$(BIN)/python -m pytest $(PARALLEL) -q -m "not slow and not faults and not pipeline"

test-faults: $(READY) ## Run the long fault suites: kills, full disks, broken files
	@$(BIN)/python -m pytest $(PARALLEL) -m "slow or faults"

bench: $(READY) ## Measure connectors, inbox, callback, identity, member tables (DLT=, POLARS=/path/to/python: rivals, too)
	@$(BIN)/python -m benchmarks.connectors $(if $(DLT),--dlt $(DLT))
	@$(BIN)/python -m benchmarks.intake
	@$(BIN)/python -m benchmarks.callback
	@$(BIN)/python -m benchmarks.identity
	@$(BIN)/python -m benchmarks.marts $(if $(POLARS),--polars $(POLARS))

evaluate: $(READY) ## Measure identity: made-up worlds, their people known, every hard case (minutes)
	@$(BIN)/python -m benchmarks.accuracy

check: format lint types lint-sql test-fast ## Format, lint, types, SQL lint, fast tests

format: $(READY)
	@$(BIN)/ruff format --check .

lint: $(READY)
	@$(BIN)/ruff check .

types: $(READY)
	@$(BIN)/mypy

lint-sql: $(READY)
	@$(BIN)/sqlfluff lint dbt/models dbt/tests

docs: $(READY) ## Write docs/questions.md from the models
	@$(BIN)/python -m member_center.transform.questions

lock: ## Renew requirements.lock (needs uv)
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras \
		--no-emit-index-url --all-extras --custom-compile-command "make lock" --quiet \
		pyproject.toml -o requirements.lock

clean: ## Remove what the program and the tools wrote (asks nothing, keeps .venv and .env)
	@rm -rf var/demo dbt/target dbt/logs logs build dist *.egg-info .pytest_cache .hypothesis .mypy_cache .ruff_cache
	@find . -name __pycache__ -not -path './.venv/*' -type d -prune -exec rm -rf {} +
