# make demo   run the sample congresses at http://127.0.0.1:8000
# make test   run every test        make lint    check style, types and direction of imports
# make bench  measure the speed     make clean   remove what these made
# make paper  print every kind of paper of the sample congresses into build/paper (a minute)
# make measure measure the papers that `make paper` printed against GB/T 9704
# make long   run the long forms of tests (a minute)
# make oracle decide 100,000 random elections, and as many votes on several offices and of other
#             kinds, twice, by two implementations (some minutes)
#
# Needs Python 3.11 or newer with venv, make and git. Everything goes into .venv.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
ARGS ?=
OLD_ENOUGH := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3.14 python3 python; do \
	if $$name -c '$(OLD_ENOUGH)' >/dev/null 2>&1; then echo $$name; break; fi; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The lock is complete, so nothing is resolved, and nothing but what it names is fetched. The project
# itself is built by the hatchling that the lock installed.
INSTALL_LOCK := $(PIP) install --no-deps --require-hashes --requirement
INSTALL_SELF := $(PIP) install --no-deps --no-build-isolation --no-index --editable .

.PHONY: help demo test long lint bench paper measure oracle clean install install-dev

help:
	@sed -n 's/^# \{0,1\}//p;/^$$/q' Makefile

demo: install
	@$(BIN)/scrutineer demo --port $(PORT) $(ARGS)

test: install-dev
	@$(BIN)/python tools/chromium.py >/dev/null
	@$(BIN)/python -m pytest $(ARGS)

long: install-dev
	@$(BIN)/python -m pytest -m long $(ARGS)

lint: install-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tools/house.py

bench: install-dev
	@$(BIN)/python -m bench $(ARGS)

paper: install
	@$(BIN)/python -m tools.sample_paper build/paper $(ARGS)

measure: install
	@$(BIN)/python -m tools.paper_form build/paper $(ARGS)

oracle: install-dev
	@$(BIN)/python -m tests.elections.random_elections $(ARGS)

install: $(VENV)/installed
install-dev: $(VENV)/installed-dev

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "No Python 3.11 or newer with venv was found. Install one (Debian: apt-get install" >&2; \
		echo "python3 python3-venv) or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; fi
	@$(PYTHON) -c '$(OLD_ENOUGH)' || { \
		echo "$(PYTHON) is not a Python 3.11 or newer with venv." >&2; exit 1; }
	@echo "Making $(VENV) with `$(PYTHON) --version`."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the program needs."
	@$(INSTALL_LOCK) requirements.lock
	@$(INSTALL_SELF)
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the program and its tests need."
	@$(INSTALL_LOCK) requirements-dev.lock
	@$(INSTALL_SELF)
	@touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
