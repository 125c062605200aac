# Two commands do all the set-up: `make demo` and `make test`. `make` alone lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS ?=
# two processes share the tests, each with servers of its own (tests/workers.py); WORKERS=0 runs them in one
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help install demo up test test-servers static check format schemas lock bench clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "python3 -m venv does not work here (Debian: apt-get install python3-venv)"; exit 1; }

$(RUNTIME): requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "installing what An Toàn needs into $(VENV) …"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo "installing what its tests need …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

install: $(RUNTIME) ## install what it needs to run, into .venv

demo: $(RUNTIME) ## play the year 2021 of a province and serve the pages (ARGS="--no-serve" ends by itself)
	@$(BIN)/antoan demo $(ARGS)

up: $(RUNTIME) ## start everything in one process, for real work
	@$(BIN)/antoan up $(ARGS)

test: static ## install and run the whole suite, the same as CI
	@PYTHON=$(BIN)/python tests/install-packages
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

test-servers: $(DEV) ## run what needs servers on PostgreSQL and Redis from the system's packages
	@PYTHON=$(BIN)/python tests/on-system-servers -n $(WORKERS) $(ARGS)

static: $(DEV) ## format, lint and types
	@$(BIN)/python -m ruff check --no-cache .
	@$(BIN)/python -m ruff format --check --no-cache --quiet .
	@$(BIN)/python -m mypy

check: static ## the same, and the tests that need no server: seconds
	@$(BIN)/python -m pytest -m fast $(ARGS)

format: $(DEV) ## format and sort imports
	@$(BIN)/python -m ruff check --fix-only --quiet .
	@$(BIN)/python -m ruff format --quiet .

schemas: $(DEV) ## write the JSON Schema and AsyncAPI files again
	@$(BIN)/python -m deploy.schemas

lock: $(DEV) ## pin the dependencies again, with hashes
	@uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	@uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock

bench: $(DEV) ## measure, side by side with other packages; see bench/README.md
	@$(BIN)/python -m bench $(ARGS)

clean: ## remove what was made here: environment, caches, demonstration data
	@rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache bench/.venv-peers
