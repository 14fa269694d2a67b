# Each target sets up all it needs in .venv and leaves the system's Python alone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: setup demo test test-all check format docs screenshots messages bench rules clean

setup: $(READY)

$(READY): pyproject.toml uv.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.7'
	UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv sync --frozen --quiet --inexact --extra web --compile-bytecode --python $(BIN)/python
	$(BIN)/python -m compileall -q -j 2 crawler monitor noticewatch
	touch $(READY)

demo: setup
	$(BIN)/noticewatch demo

# First, one process compiles the tests; else each of the six would do it. PYTHONDONTWRITEBYTECODE would prevent it.
test: export PYTHONDONTWRITEBYTECODE :=
test: setup
	$(BIN)/python -m pytest --collect-only -qqq
	$(BIN)/python -m pytest -n 6 --dist worksteal

# Under an hour: `test`, then more rounds of faults and chaos, and more examples of each property.
test-all: test
	$(BIN)/python -m pytest -m "hypothesis and not slow" -n 2 --hypothesis-profile thorough --timeout 900
	FAULT_ROUNDS=200 $(BIN)/python -m pytest -n 0 tests/monitor/delivery/test_faults.py
	NOTICEWATCH_BROWSER=all $(BIN)/python -m pytest -n 0 tests/monitor/web/test_browser.py
	NOTICEWATCH_WHEEL=all $(BIN)/python -m pytest -n 0 tests/end_to_end/test_wheel.py
	NOTICEWATCH_OFFICE=all $(BIN)/python -m pytest -n 0 tests/monitor/views/test_office.py
	DAMAGED_FILES=200 $(BIN)/python -m pytest -n 0 --timeout 1800 tests/crawler/polling/test_file_process.py tests/crawler/polling/test_file_helpers.py
	CHAOS_ROUNDS=60 $(BIN)/python -m pytest -n 0 tests/end_to_end/test_chaos.py
	CLUSTER_ROUNDS=20 $(BIN)/python -m pytest -n 0 tests/end_to_end/test_cluster_chaos.py

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Generate the schemas of config/ and the reference in docs/ from the code, then build the pages into site/.
docs: setup
	$(BIN)/python -m tests.docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

# Take the screenshots of the web pages in docs/images/ with Chromium.
screenshots: setup
	$(BIN)/python -m tests.screenshots

# The catalogue of messages: from the code, merged with the translations and compiled.
messages: setup
	$(BIN)/python -m tests.messages

bench: setup
	$(BIN)/python -m tests.benchmarks startup
	$(BIN)/python -m tests.benchmarks polls
	$(BIN)/python -m tests.benchmarks throughput

# What rules are worth on labelled data: make rules DATA="DIR DIR".
rules: setup
	$(BIN)/python -m tests.benchmarks rules --every $(if $(DATA),--data $(DATA))

clean:
	rm -rf $(VENV) site
