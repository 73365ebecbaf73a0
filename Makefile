# `make` sets everything up and runs the suite; `make test` runs all of our own checks.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
MUTANTS ?= 60
JOBS ?= cores
.DEFAULT_GOAL := report
.PHONY: setup install install-anew report docs test lint types unit features plan standins fidelity sdks sample proofs prove mutate coverage schema lock clean

setup: $(READY)

# Two at once would spoil each other's work: the second waits, and then has nothing to do.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import fcntl, subprocess, sys; lock = open(".setup.lock", "w"); fcntl.flock(lock, fcntl.LOCK_EX); sys.exit(subprocess.call(["$(MAKE)", "--no-print-directory", "install"]))'

install:
	@if [ $(READY) -nt requirements.lock ] && [ $(READY) -nt pyproject.toml ]; then exit 0; fi; \
	  $(MAKE) --no-print-directory install-anew

install-anew:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Proving Ground needs Python 3.11 or newer; '$(PYTHON)' is older or absent. Try: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@if [ -f $(BIN)/behave ]; then sed -i.bak 's/from behave\.__main__/from proving_ground.suite.behave_command/' $(BIN)/behave; rm -f $(BIN)/behave.bak; fi
	@touch $(READY)

report: $(READY)  ## The suite on the reference engine, with its HTML report.
	$(BIN)/behave -D jobs=$(JOBS) -D report=build/report

docs: report  ## The features as a site to read, with the verdicts of that run and all steps.
	$(BIN)/proving-ground docs

test: lint types unit features plan standins sample  ## Everything that CI runs.

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/proving-ground lint

types: $(READY)
	$(BIN)/mypy

unit: $(READY)
	mkdir -p build/unit
	$(BIN)/pytest --junitxml=build/unit/junit.xml

features: $(READY)
	$(BIN)/behave -D jobs=$(JOBS) -D report=build/report

plan: $(READY)  ## The test plan: nothing is open, and what matters most is proved.
	$(BIN)/proving-ground plan check
	mkdir -p build/plan
	cp fixtures/plans/proofs.json build/plan/proofs.json
	$(BIN)/proving-ground plan prove --priority HIGH --proofs build/plan/proofs.json
	$(BIN)/proving-ground plan matrix --json --proofs build/plan/proofs.json > build/plan/matrix.json
	$(BIN)/proving-ground report --plan build/plan/matrix.json
	$(BIN)/proving-ground plan matrix --gate HIGH --proofs build/plan/proofs.json

standins: $(READY)  ## The stand-ins against what was recorded of the real CLIs.
	$(BIN)/proving-ground fidelity

fidelity: $(READY)  ## The real CLIs, from npm, against the same record.
	$(BIN)/proving-ground fidelity --real

sdks:  ## The public SDKs for TypeScript, from npm, which some tests want.
	mkdir -p build/sdks && cd build/sdks && echo '{}' > package.json && npm install --no-fund --no-audit --silent @anthropic-ai/claude-agent-sdk@0.3.332 @openai/codex-sdk@0.163.0

sample: $(READY)  ## Another hundred of the proofs each day.
	$(BIN)/proving-ground prove --recorded --sample 100

proofs: $(READY)  ## Each defect turns its scenarios red, as it did when they were recorded.
	$(BIN)/proving-ground prove --recorded

prove: $(READY)  ## Every defect against every scenario.
	$(BIN)/proving-ground prove --json build/matrix.json

mutate: $(READY)  ## A sample of small mistakes in the reference engine; MUTANTS=0 tries all.
	$(BIN)/proving-ground mutate --sample $(MUTANTS)

coverage: $(READY)  ## Lines and branches of the three reference engines that the features run.
	rm -rf build/coverage
	mkdir -p build/coverage
	$(BIN)/coverage run -m behave -D jobs=$(JOBS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage html --quiet
	$(BIN)/coverage report --fail-under=90

schema: $(READY)  ## The form of report.json, for programs that read it.
	$(BIN)/proving-ground schema > docs/report.schema.json

lock: $(READY)  ## Pin what pyproject.toml asks for, with the hash of every file.
	$(BIN)/uv pip compile --quiet --universal --all-extras --generate-hashes --python-version 3.11 \
	  --custom-compile-command "make lock" --output-file requirements.lock pyproject.toml

clean:
	rm -rf build .cache .setup.lock $(VENV) *.egg-info .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
