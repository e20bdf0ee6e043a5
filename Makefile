# Everything that can be done here; `make` alone lists it.
# Needed beforehand: git, GNU make, Python 3.11 or newer with venv, and the PyPI and npm registries.

PORT ?= 5000
DATA ?= data

python := .venv/bin/python
# What is not compiled to bytecode now is compiled when it is first used, which for most of it is never.
pip := $(python) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --only-binary :all: --no-compile
uv := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

.DEFAULT_GOAL := help
.PHONY: help install install-dev assets assets-dev demo test unit lint guards bench translations lock clean
.SUFFIXES:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory
# Without bytecode, each of the many processes that tests start compiles for two seconds.
unexport PYTHONDONTWRITEBYTECODE

help:  ## list what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

# A copy of the lock says what is installed, so that the second run is immediate.
# The lock for development holds that of the site, so installing the one also marks the other.

install: .venv/run.lock  ## install what the site needs into .venv

install-dev: .venv/dev.lock  ## install what tests and checks need, too

.venv/run.lock: requirements/run.lock
	@sh tools/venv.sh
	@echo "Installing Python packages …"
	@$(pip) --requirement requirements/run.lock
	@cp requirements/run.lock $@

.venv/dev.lock: requirements/dev.lock requirements/run.lock
	@sh tools/venv.sh
	@echo "Installing Python packages for the site, its tests and checks …"
	@$(pip) --requirement requirements/dev.lock
	@cp requirements/run.lock .venv/run.lock
	@cp requirements/dev.lock $@

assets: install  ## build fonts, icons, stylesheets and scripts
	@$(python) tools/assets.py

assets-dev: install-dev
	@$(python) tools/assets.py --dev

demo: assets  ## load two real communities and serve them at http://127.0.0.1:5000 (PORT=, DATA=)
	@PORT='$(PORT)' DATA='$(DATA)' exec $(python) -m demo

test: assets-dev  ## check everything: both databases, and pages in a real browser
	@$(python) tools/everything.py

unit: assets-dev  ## the quick part of the tests: SQLite only, no browser
	@$(python) -m pytest --quiet --numprocesses 2 --dist worksteal -m "not postgresql and not browser and not slow"

lint: install-dev  ## style, types, import contracts, templates, locks and secrets
	@$(python) tools/lint.py

guards: assets-dev  ## remove each guard and each rule in turn; a test must fail for each
	@$(python) -m tools.guards

bench: assets-dev  ## measure speed as ratios and write docs/performance.md
	@$(python) -m bench

translations: install  ## collect every sentence for translators
	@.venv/bin/pybabel --quiet extract --mapping babel.cfg --keywords lazy --keywords plural:1,2 --no-location \
		--project Community --output community/translations/messages.pot .

lock: .venv/dev.lock  ## choose package versions anew and write the locks
	@$(uv) --upgrade requirements/run.in --output-file requirements/run.lock
	@$(uv) --upgrade requirements/dev.in --constraint requirements/run.lock --output-file requirements/dev.lock
	@$(python) -c 'import subprocess, tools.assets as a; subprocess.run([*a.npm(), "update", "--package-lock-only"], check=True)'

clean:  ## remove what was installed and built; your data stays
	rm -rf .venv node_modules community/static/dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache test-report
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
