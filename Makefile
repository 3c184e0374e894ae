# `make demo` and `make test` need nothing but Python 3.11 to 3.13 with venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint benchmark clean

demo: $(VENV)/.installed
	$(BIN)/pmrisk simulate scenarios/erp-implementation.yaml

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

benchmark: $(VENV)/.installed-test
	$(BIN)/python benchmarks/engine.py
	$(BIN)/python benchmarks/scaling.py
	$(BIN)/python benchmarks/sampling.py
	$(BIN)/python benchmarks/contributions.py
	$(BIN)/python benchmarks/levelling.py
	$(BIN)/python benchmarks/responses.py
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/plans.py

clean:
	rm -rf $(VENV)

$(BIN)/python:
	$(PYTHON) -c "import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else 'pmrisk needs Python 3.11, 3.12 or 3.13; set PYTHON=python3.12')"
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.installed-test: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.installed-test $(VENV)/.installed
