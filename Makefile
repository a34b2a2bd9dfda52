# Every recipe sets up what it needs; nothing asks for root.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help demo test test-all lint messages docs bench clean
.DEFAULT_GOAL := help

help: ## list the recipes
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

# "if ensurepip is missing" is Debian's way: name the package that brings it.
$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "cityties needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV) || { echo "venv failed; on Debian: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: $(STAMP)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

demo: $(STAMP) ## build the graph, show Isfahan's ties, write out/isfahan.*
	$(BIN)/cityties build
	$(BIN)/cityties ties isfahan --kind sister_city
	$(BIN)/cityties query sister_cities_on --param city=isfahan --param on=2010-01-01
	@mkdir -p out
	$(BIN)/cityties map isfahan --output out/isfahan.html
	$(BIN)/cityties export out/isfahan.trig
	$(BIN)/cityties export out/isfahan.ttl

test: $(VENV)/.dev ## run the tests (needs no root; says what it skipped); with CITYTIES_FULL=1 the slow ones too
	$(BIN)/python -m pytest -n auto $(if $(CITYTIES_FULL),,-m "not slow")

test-all: $(STAMP) ## run the tests on every supported Python of this machine
	$(BIN)/python tests/all_interpreters.py

lint: $(VENV)/.dev ## ruff and mypy
	$(BIN)/ruff check graph tests benchmarks docs tools
	$(BIN)/ruff format --check graph tests benchmarks docs tools
	$(BIN)/mypy
	cd docs && MYPYPATH=.:../graph ../$(BIN)/mypy --explicit-package-bases generate.py guide

messages: $(VENV)/.dev ## extract texts, update and compile the Persian catalogue
	mkdir -p build
	$(BIN)/pybabel -q extract -F babel.cfg -k counted:1,2 -o build/cityties.pot --add-location file --sort-output graph
	$(BIN)/pybabel -q update -D cityties -i build/cityties.pot -d graph/cityties/locale -l fa --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap
	$(BIN)/pybabel -q compile -D cityties -d graph/cityties/locale

$(VENV)/.docs: $(STAMP)
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	@touch $@

docs: $(VENV)/.docs ## build the guide in English and Persian into out/site
	$(BIN)/python docs/generate.py site

bench: $(VENV)/.dev ## measure build, start-up and queries
	$(BIN)/python benchmarks/build.py
	$(BIN)/python benchmarks/startup.py

clean: ## remove what the recipes made
	rm -rf $(VENV) .venv-3.* build dist out .pytest_cache .mypy_cache .ruff_cache
