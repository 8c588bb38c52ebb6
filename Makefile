# One command each; `make help` lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
LOCK   := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
          --no-emit-index-url --no-emit-find-links pyproject.toml

# Tests of one file stay together: they share servers. No more processes than four, since each has servers of its own.
WORKERS ?= auto
SPREAD  := --numprocesses $(WORKERS) --maxprocesses 4 --dist loadfile

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

$(VENV)/python-ready:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Préau needs Python 3.11 or later: set PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing (on Debian: the python3-venv package)"; exit 1; }
	@touch $@

$(VENV)/run-ready: $(VENV)/python-ready requirements.lock pyproject.toml
	@echo "Building the environment from requirements.lock (once)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev-ready: $(VENV)/run-ready requirements-dev.lock
	@echo "Adding the development tools from requirements-dev.lock (once)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: run
run: $(VENV)/run-ready ## start the whole sandbox on http://localhost:8000/
	@exec $(BIN)/preau run

.PHONY: test
test: $(VENV)/dev-ready ## run every test (live ones are skipped where their server is absent)
	@$(BIN)/python -m pytest $(SPREAD)

.PHONY: check
check: $(VENV)/dev-ready ## lint, types, import contracts, architecture, contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/architecture
	$(BIN)/preau check

.PHONY: bench
bench: $(VENV)/dev-ready ## print the speed figures, one JSON object per line
	@$(BIN)/python -m tests.bench

.PHONY: texts
texts: $(VENV)/dev-ready ## gather the texts of the templates, name those without English, compile
	@$(BIN)/python -m tests.texts

.PHONY: lock
lock: ## write the lock files again (needs uv)
	$(LOCK) --all-extras -o requirements-dev.lock
	$(LOCK) --extra build -c requirements-dev.lock -o requirements.lock

.PHONY: clean
clean: ## remove the environment and the caches; var/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
