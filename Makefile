# Tracewell's commands; `make` alone lists them.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CODE := config evidence wiki tests scripts $(wildcard bench) manage.py
# The first Python on the PATH that is new enough and can make environments.
PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,$(shell $(name) -c \
	'import sys, ensurepip, venv; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))
# Checks look at the code, not at a database.
WITHOUT_DATABASE := DATABASE_URL=sqlite://:memory:

.PHONY: help
help:  ## This list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(STAMP)  ## The environment in .venv, from the lock file; quick when nothing changed.

$(STAMP): requirements-dev.lock
	@test -n "$(PYTHON)" || { echo "Tracewell needs Python 3.11 or newer with venv (Debian: apt-get install python3 python3-venv)."; exit 1; }
	@echo "Making the environment in $(VENV); the first time takes a minute."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: demo
demo: setup  ## Try it: database, fixtures, demo accounts, server on port 8000 (PORT=).
	LOG_FORMAT=plain $(BIN)/python manage.py demo --port $(PORT)

.PHONY: run
run: setup  ## The development server, restarting with every change (PORT=).
	$(BIN)/python manage.py migrate --verbosity 0
	DEBUG=1 LOG_FORMAT=plain $(BIN)/python manage.py runserver $(PORT)

.PHONY: test
test: setup  ## Everything: checks, suite on SQLite and PostgreSQL, journeys in a browser.
	@$(BIN)/python -m scripts.run_suites

.PHONY: test-sqlite
test-sqlite: setup  ## The suite on SQLite.
	$(WITHOUT_DATABASE) $(BIN)/pytest -m "not browser"

.PHONY: test-postgres
test-postgres: setup  ## The suite on a private PostgreSQL server.
	$(BIN)/python -m scripts.private_postgres -- $(BIN)/pytest -m "not browser"

.PHONY: test-browser
test-browser: setup  ## The journeys in Chromium.
	$(WITHOUT_DATABASE) TRACEWELL_REQUIRE=browser $(BIN)/pytest -m browser

.PHONY: check
check: check-format check-lint check-types check-imports check-templates check-migrations check-django check-deploy  ## The one definition of clean; `make -k check` lists every fault.
	@echo "All checks passed."

.PHONY: check-format
check-format: setup
	$(BIN)/ruff format --check .

.PHONY: check-lint
check-lint: setup
	$(BIN)/ruff check .

.PHONY: check-types
check-types: setup
	$(BIN)/mypy $(CODE)

.PHONY: check-imports
check-imports: setup
	$(BIN)/lint-imports

.PHONY: check-templates
check-templates: setup
	find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --check

.PHONY: check-migrations
check-migrations: setup
	$(WITHOUT_DATABASE) $(BIN)/python manage.py makemigrations --check --dry-run

.PHONY: check-django
check-django: setup
	$(WITHOUT_DATABASE) $(BIN)/python manage.py check --fail-level WARNING

.PHONY: check-deploy
check-deploy: setup
	ALLOWED_HOSTS=tracewell.example SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
	DEBUG=0 DATABASE_URL=postgres://tracewell@localhost/tracewell COLLECTED_STATIC=0 \
	$(BIN)/python manage.py check --deploy --fail-level WARNING

.PHONY: fix
fix: setup  ## Format the code and the templates; mend what the linter can mend.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade

.PHONY: bench
bench: setup  ## The benchmarks, on a private PostgreSQL server and on SQLite.
	$(BIN)/python -m scripts.private_postgres -- $(BIN)/python -m bench
	DATABASE_URL= $(BIN)/python -m bench

.PHONY: lock
lock: setup  ## Write the lock files anew, with the newest versions that pyproject.toml allows.
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --upgrade $(LOCKING) \
	pyproject.toml --output-file requirements.lock
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile $(LOCKING) --constraint requirements.lock \
	pyproject.toml --group dev --output-file requirements-dev.lock

# For every system and every Python from 3.11, each file by its hash; where it was fetched from is the reader's own affair.
LOCKING := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --annotation-style line

.PHONY: clean
clean:  ## Remove what can be made again: environment, caches, collected static files. Data in var/ stays.
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache staticfiles
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
