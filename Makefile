# README's two commands: `make demo` and `make test`. Each makes .venv, installs the pinned
# packages and runs; a second run finds them there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test bench small-units oracles messages docs gallery expected study lock clean

demo: $(VENV)/.run
	$(BIN)/skolval demo

test: $(VENV)/.test
	sh tests/install-browser.sh
	$(BIN)/ruff check src tests
	$(BIN)/ruff format --check src tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto
	$(BIN)/coverage combine -q
	$(BIN)/python tests/coverage_gates.py

# The pins are the same for both; tests need some more packages.
$(VENV)/.run: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.test: requirements-test.lock $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	touch $@

# What the program writes about itself: keep these current when you change what they tell.
messages: $(VENV)/.run
	$(BIN)/python -m skolval.locale.messages

docs: $(VENV)/.run
	$(BIN)/skolval --lang en new --dictionary > docs/instance-format.md

gallery: $(VENV)/.test
	$(BIN)/python maps/make_gallery.py

expected: $(VENV)/.test
	cd tests && ../$(BIN)/python expected.py

# Uppsala's public files are no part of the project: make study UPPSALA=path/to/uppsala
study: $(VENV)/.run
	$(BIN)/python docs/make_study.py $(UPPSALA)

bench: $(VENV)/.test
	cd tests && PYTHONPATH=.. ../$(BIN)/python -m bench

# Bias of D and coverage of its interval in small units; some minutes.
small-units: $(VENV)/.run
	$(BIN)/python docs/make_small_units.py

# Every school-choice mechanism against brute force, 10,000 random markets each.
oracles: $(VENV)/.test
	cd tests && ../$(BIN)/python oracles_run.py

lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra build --extra test -c requirements.lock pyproject.toml -o requirements-test.lock

clean:
	rm -rf $(VENV) out
