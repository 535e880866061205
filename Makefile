# SimSurvey: `make demo` shows it, `make test` proves it. `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test messages lock format check clean install install-dev

# The first Python that is new enough, unless PYTHON names one.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
WORKERS ?= 2
# Where the tests look too, wherever the data are.
test: export SIMSURVEY_WEIGHTS_DIR ?= $(CURDIR)/var/weights

help:
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 12

install install-dev: KIND = $(if $(findstring dev,$@),dev,run)
install install-dev:
	@test -n "$(PYTHON)" || { \
		echo "SimSurvey needs Python 3.11 or newer, and no such python3 is on the PATH ($$(python3 --version 2>&1))."; \
		echo "Install one, or name it: make demo PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) requirements/install.py $(KIND)

demo: install  ## see it work in a browser; PORT=8001, HOST=0.0.0.0, CATALOGUE=path/to/photos
	@exec $(BIN)/python manage.py demo $(if $(CATALOGUE),--catalogue "$(CATALOGUE)") \
		$(if $(PORT),--port "$(PORT)") $(if $(HOST),--host "$(HOST)")

test: install-dev  ## every test; ARGS="-k rounds" for some of them
	@$(BIN)/python manage.py fetch_weights --methods efficientnet ssim+segmented || \
		echo "Without these weights the tests that need them are skipped; the end says which."
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

format: install-dev  ## write Python the way `make check` wants it
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: install-dev  ## format, lint, templates, import contracts, types, migrations, deployment
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	DATABASE_URL=sqlite:///:memory: ALLOWED_HOSTS=survey.example.org \
		SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

FOREIGN = --ignore=.venv --ignore=var --ignore=tests

messages: install-dev  ## collect the texts into locale/, compile the German ones (needs gettext)
	$(BIN)/python manage.py makemessages -l de --no-location --no-obsolete $(FOREIGN)
	$(BIN)/python manage.py compilemessages -l de $(FOREIGN)

COMPILE = $(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 \
	--python-platform x86_64-manylinux_2_28 --generate-hashes \
	--no-emit-package torch --no-emit-package torchvision --no-emit-index-url --no-emit-find-links \
	--no-annotate --custom-compile-command "make lock" --constraint requirements/constraints.txt

lock: install-dev  ## newest versions that fit, into requirements/lock*.txt
	$(COMPILE) pyproject.toml --output-file requirements/lock.txt
	$(COMPILE) --extra dev --constraint requirements/lock.txt pyproject.toml \
		--output-file requirements/lock-dev.txt

clean:  ## remove what was installed and cached; var/ with the data stays
	rm -rf .venv staticfiles build .*_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
