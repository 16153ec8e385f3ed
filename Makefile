# `make demo` and `make test` need Python 3.11, 3.12 or 3.13 and nothing else; both are quick the second time.
# The same steps with plain pip stand in README.md.

# The first of these that runs and can make environments; or name one: make test PYTHON=/path/to/python
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	>/dev/null 2>&1 && echo $$python && break; done)
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PIP := $(BIN)/python -m pip --disable-pip-version-check
SOURCES := planner geodata tests $(wildcard benchmarks)

.PHONY: help demo test test-slow test-all postgis qgis-test coverage lint format docs wheel constraints release clean

help:
	@echo 'make demo    plan the bundled sample city, from start to finished map'
	@echo 'make test    the tests: all but the slow ones, few examples of each property'
	@echo 'make test-slow  the rest of them: browsers, kills, clusters, whole cities, benchmarks; .ci/run runs both'
	@echo 'make test-all  every test, with all the examples of every property'
	@echo 'make postgis  a throw-away PostgreSQL with PostGIS on loopback, until Ctrl-C (Debian: postgresql-postgis)'
	@echo 'make qgis-test  plan.gpkg, the field form and the plugin in real QGIS (Debian: python3-qgis, qgis-providers)'
	@echo 'make lint    ruff, mypy and the import contracts'
	@echo 'make coverage  the suite again, with the lines that no test runs'
	@echo 'make format  ruff puts the code in shape'
	@echo 'make docs    write docs/configuration.md and configs/schemas from the fields of planner/config and what columns mean'
	@echo 'make wheel   build the wheel into dist/'
	@echo 'make constraints  write constraints.txt: the exact set of versions for users who want it'
	@echo 'make release  wheel and source archive, built twice and compared, with their CycloneDX list of parts, into dist/'
	@echo 'make clean   remove what the above made'

demo: .venv/.installed
	$(BIN)/evplan demo --out evplan-demo

# More at a time than cores: some of them wait for browsers, servers and processes.
SLOW := slow or browser
test: .venv/.installed-test
	$(BIN)/python -m pytest -n 3 --dist loadfile -m 'not ($(SLOW))'

# Reading the other files, which hold none of them, takes half a minute.
SLOW_FILES = tests/benchmarks $(shell grep -rlE 'mark\.(slow|browser)' tests --include=*.py)
test-slow: .venv/.installed-test
	$(BIN)/python -m pytest -n 4 --dist loadfile -m '$(SLOW)' $(SLOW_FILES)

test-all: .venv/.installed-test
	$(BIN)/python -m pytest -n 2 --dist loadfile --hypothesis-profile all

# Gone without a trace when it stops; what it prints goes into the environment of another shell. Docs: docs/postgis.md
postgis: .venv/.made
	@$(BIN)/python tests/fixtures/postgis_server.py

# QGIS comes with a Python of the system; name another with QGIS_PYTHON.
QGIS_PYTHON ?= /usr/bin/python3
qgis-test: .venv/.installed
	@$(QGIS_PYTHON) -c 'import qgis.core' 2>/dev/null || { echo 'error: $(QGIS_PYTHON) has no QGIS; install it (Debian: apt install --no-install-recommends python3-qgis qgis-providers) or name a Python that has it: make qgis-test QGIS_PYTHON=/path/to/python'; exit 2; }
	EVPLAN=$(CURDIR)/$(BIN)/evplan $(QGIS_PYTHON) tests/qgis/in_qgis.py

coverage: .venv/.installed-test
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

lint: .venv/.installed-test
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.installed-test
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

docs: .venv/.installed
	$(BIN)/python -m planner.authoring.manual docs/configuration.md
	$(BIN)/python -m planner.country.manual docs/country-configuration.md
	$(BIN)/evplan schema country --to configs/schemas/country.schema.json
	$(BIN)/evplan schema config --to configs/schemas/config.schema.json
	$(BIN)/evplan schema plan.geojson --to configs/schemas/plan.geojson.schema.json

wheel: .venv/.installed
	rm -f dist/evplan-*.whl
	$(PIP) wheel --quiet --no-deps --wheel-dir dist .

constraints: .venv/.installed-release
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --upgrade --extra postgis -o constraints.txt pyproject.toml

release: .venv/.installed-release
	.ci/release

clean:
	rm -rf .venv evplan-demo dist build htmlcov .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The stamps are made last, so a set-up that was cut short is done again.
.venv/.made:
	@test -n '$(PYTHON)' || { echo 'error: no Python 3.11, 3.12 or 3.13 with venv was found; install one (Debian: apt install python3-venv) or name it: make PYTHON=/path/to/python'; exit 2; }
	@$(BIN)/python -c "" 2>/dev/null || $(PYTHON) -m venv .venv
	@touch $@

.venv/.installed: .venv/.made pyproject.toml
	$(PIP) install --quiet --editable .
	@touch $@

.venv/.installed-test: .venv/.made pyproject.toml
	$(PIP) install --quiet --editable '.[test]'
	@touch $@ .venv/.installed

.venv/.installed-release: .venv/.made pyproject.toml
	$(PIP) install --quiet --editable '.[release]'
	@touch $@ .venv/.installed
