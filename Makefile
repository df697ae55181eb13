# `make` lists what there is.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.installed
ARGS ?=

.PHONY: help install demo test soak check format bench revision lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 12

install: $(READY) ## install into .venv

demo: $(READY) ## try it: the bot against the bundled Slack sandbox (ARGS=--once ends there)
	@$(BIN)/leadwheel demo $(ARGS)

test: $(READY) ## the whole test suite
	$(BIN)/pytest -n 3 --dist worksteal $(ARGS)

soak: $(READY) ## everything at length: kills for LEADWHEEL_SOAK_SECONDS (60), every interleaving, all tests on both databases and over both transports
	LEADWHEEL_EVERY_STATEMENT=1 LEADWHEEL_EVERY_TRANSPORT=1 LEADWHEEL_WORDS_ON_POSTGRESQL=1 $(BIN)/pytest -n 3 --dist worksteal -m "not benchmark" $(ARGS)

check: $(READY) ## format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo

format: $(READY) ## mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY) ## measure speed, as ratios (not part of `make test`)
	$(BIN)/pytest -m benchmark -s tests/benchmarks $(ARGS)

revision: $(READY) ## write the next migration: make revision MESSAGE="what it is for"
	$(BIN)/python -m storage.migrations.revise "$(MESSAGE)"
	$(BIN)/ruff format storage/migrations

lock: ## choose newest versions of what we depend on (needs uv)
	uv lock --upgrade
	uv export --quiet --frozen --all-groups --no-emit-project --output-file requirements.lock

clean: ## take away what was installed and made
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# uv when it is there, else Python's own venv and pip; both install exactly what the lock files name.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Leadwheel needs Python 3.11 or later; PYTHON=/path/to/python3.11 names one")'
	@if command -v uv >/dev/null 2>&1; then \
		echo "installing with uv into .venv" && uv sync --quiet --frozen --all-groups --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')"; \
	else \
		echo "installing with pip into .venv (a minute or so)" && $(PYTHON) -m venv .venv && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
	@touch $(READY)
