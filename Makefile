# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run lesson test check bench contact-sheets setup clean
.DEFAULT_GOAL := run

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

setup: $(READY)

run: $(READY) ## set up, load the built-in procedures, open the tutor on http://localhost:8501
	@$(BIN)/keystep ui

lesson: $(READY) ## make lesson ASK="make pour-over coffee" [OUT=lesson]
	@$(BIN)/keystep lesson "$(ASK)" --out "$(or $(OUT),lesson)"

check: $(READY) ## style, types, direction of imports, the built-in procedures
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m knowledge.lint

test: check ## set up, check and pass every test; those that need no server side by side
	$(BIN)/python -m pytest -n logical tests/generators
	$(BIN)/python -m pytest --ignore tests/generators

bench: $(READY) ## measured tables: speed, memory, search, agent
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.free_text

contact-sheets: $(READY) ## one sheet of all key steps and one film strip per procedure
	$(BIN)/python -m tests.contact_sheets

clean:
	rm -rf $(VENV) build *.egg-info
