# Everything a reader or a developer does here; each target sets up what it needs by itself.
.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := /bin/bash

VENV := .venv
PYTHON := $(VENV)/bin/python
JOBS ?= 2
# Without slow tests: what to run all day.
FAST := -m "not slow" -n $(JOBS)
# Rooms where a wrong answer or a lost note would hurt most, and how many of their lines and branches tests must run, in %.
ROOMS := storage desktop/feeds desktop/bridge
FLOOR := 95

# The first Python from 3.11 on that really works here: a version manager's python3.12 can exist and only complain.
FOUND = $$(for python in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
	  if $$python -IS -c 'import sys, ssl, sqlite3, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	  then echo $$python; exit; fi; done; echo no-python)
BOOTSTRAP = found=$(FOUND); if [ $$found = no-python ]; then \
	  echo "Papertray needs Python 3.11 or newer with sqlite3 and ssl, and found none. On Debian: apt-get install python3" >&2; \
	  exit 1; fi; $$found -IS packaging/bootstrap.py

.PHONY: help run demo screenshots test test-setup quick slow check floors test-others test-all setup setup-dev lock upgrade clean

help: ## show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: setup ## start Papertray; without a screen it checks the default feeds in the terminal
	@$(VENV)/bin/papertray; status=$$?; \
	if [ $$status -eq 4 ]; then \
	  echo "Papertray is set up and works, but none of its feeds could be reached just now."; \
	  echo "What is already in your library is kept. Check the network connection, then: make run"; \
	else exit $$status; fi

demo: setup ## show the whole flow without a network: papers, a match, a star, a tag, a note, a search, the .bib
	@$(PYTHON) -m tests.demo

screenshots: setup ## draw the pictures of the window in docs/screenshots anew
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m tests.demo.screenshots

test: setup-dev ## checks and tests, as far as this machine has the programs for them
	@if [ "$${CI:-}" = true ]; then $(MAKE) --no-print-directory test-setup; fi
	@$(MAKE) --no-print-directory check
	@$(PYTHON) -m pytest $(FAST) --cov --cov-report=
	@$(MAKE) --no-print-directory floors slow

test-setup: ## install the Debian packages that only tests need (as root; else prints the command)
	@$(BOOTSTRAP) --test-packages

quick: setup-dev ## the fast tests alone
	@$(PYTHON) -m pytest $(FAST)

slow: setup-dev ## the slow tests alone: LaTeX, packaging, a bare Debian
	@$(PYTHON) -m pytest -m slow || [ $$? -eq 5 ]

check: setup-dev ## format, lint, types, and who may import whom
	$(VENV)/bin/ruff format --quiet --check .
	$(VENV)/bin/ruff check --quiet .
	$(VENV)/bin/mypy
	$(VENV)/bin/mypy packaging/bootstrap.py packaging/lock.py
	$(VENV)/bin/lint-imports
	@# pyright's own program is fetched at its first run and needs Node.js; where that fails, mypy has spoken already.
	@if [ "$${CI:-}" != true ] && ! $(VENV)/bin/pyright --version >/dev/null 2>&1; then \
	  echo "pyright could not be fetched, so it was left out; with Node.js and a network it runs here"; \
	else echo $(VENV)/bin/pyright; $(VENV)/bin/pyright storage desktop tests packaging; fi

floors: ## whether the last `make test` ran enough of the rooms that matter most
	@for room in $(ROOMS); do \
	  echo "lines and branches of $$room that the tests ran; at least $(FLOOR) % is asked:"; \
	  $(VENV)/bin/coverage report --include="$$room/*" --precision=1 --skip-covered --show-missing --fail-under=$(FLOOR) \
	    || exit 1; done

test-others: ## the fast tests on the other Pythons of this machine, each in an environment of its own
	@packaging/test-others

test-all: test test-others ## everything

setup:
	@$(BOOTSTRAP)

setup-dev:
	@$(BOOTSTRAP) --dev

lock: ## write the pinned packages anew from pyproject.toml
	@found=$(FOUND); $$found packaging/lock.py

upgrade: ## the same, with the newest versions that fit
	@found=$(FOUND); $$found packaging/lock.py --upgrade

clean: ## delete the environments and every cache in this folder (never your library)
	rm -rf .venv* build dist *.egg-info .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
