# Everything a person needs: `make simulate` plays a year, `make test` runs the tests. Each sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(VENV)/tools/bin/uv
REGION ?= mekong-delta
YEAR ?= 2027
OUT ?= out/$(REGION)-$(YEAR)
SEED ?= 1
ORDER ?= 1

.PHONY: help setup simulate test check bench format clean

help:  ## Show this help
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 12

setup: $(VENV)/ready  ## Build .venv with the locked versions, from a bare Python 3.11 or newer

# uv lives in a corner of its own, so that the locked environment holds nothing but what is locked.
$(UV):
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Liên Vùng needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(PYTHON) -m venv $(VENV)/tools
	$(VENV)/tools/bin/pip install --quiet "uv>=0.8"

$(VENV)/ready: $(UV) pyproject.toml uv.lock
	UV_PROJECT_ENVIRONMENT=$(VENV) UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy $(UV) sync --quiet --frozen --inexact --all-groups
	@touch $@

simulate: setup  ## Play a planning year (REGION=mekong-delta YEAR=2027 SEED=1 OUT=out/…)
	$(BIN)/lienvung simulate --region $(REGION) --year $(YEAR) --seed $(SEED) --out $(OUT)

# One worker more than the two cores there are: many tests wait for a server or a child.
test: setup  ## Run all tests (ORDER=default: in an order drawn anew)
	$(BIN)/pytest -q -n 3 --dist loadgroup --randomly-seed=$(ORDER)

check: setup  ## Lint, types, import rules
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup  ## Measure: years of 14, 34 and 340 provinces, the outbox, verification, hostile files (ALL=--all: mail of 340, 100,000 notices)
	$(BIN)/python -m tests.benchmarks $(ALL)

format: setup  ## Format the code
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format --quiet

clean:  ## Remove what was made here
	rm -rf $(VENV) out .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
