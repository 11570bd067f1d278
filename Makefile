# What one does here. `make` lists it.
PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup app fast coverage test check fix docs bench pins newest release wheel

help:  ## list what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 12

setup:  ## a fresh environment with everything that tests and checks need
	python3 -m venv .venv
	.venv/bin/pip install -q -c constraints.txt -e ".[test,dev]"
	.venv/bin/shortage claims > /dev/null  # what is asked first is then there at once

app:  ## the dashboard on http://127.0.0.1:8501
	.venv/bin/shortage app

fast:  ## the tests that stay within a minute
	.venv/bin/pytest -m fast

# What these ask comes after what is measured (documents, addresses, the command line): without them the same lines are
# run, in two thirds of the time.
BESIDE := ages answer_files cite cli excel factsheet history links notecheck office questions_find templates turns

coverage:  ## how much of what makes a number or a verdict the tests of units, data and loader run, with a floor
	.venv/bin/pytest tests/unit tests/data tests/loader $(BESIDE:%=--ignore=tests/unit/test_%.py) \
	  --cov --cov-report=term:skip-covered --cov-fail-under=94

test:  ## all tests
	.venv/bin/pytest

check:  ## style, types, floors, generated docs: what CI asks besides the tests
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(PY) tools/docs.py --check

fix:  ## mend what can be mended by machine
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

docs:  ## make dictionary, methods, glossary and picture again
	$(PY) tools/docs.py
	$(PY) tools/load_coverage.py

bench:  ## measure speed and memory, and write docs/performance.md
	$(PY) -m bench

pins:  ## renew the locks and constraints.txt
	$(PY) tools/constraints.py

newest:  ## the fast tests against the newest Streamlit there is
	python3 -m venv .venv-newest
	.venv-newest/bin/pip install -q --require-hashes -r locks/all.lock
	.venv-newest/bin/pip install -q --no-deps -e .
	.venv-newest/bin/pip install -q --upgrade streamlit
	.venv-newest/bin/pytest -m fast

release:  ## wheel, locks, bill of materials, licences and checksums into dist/
	$(PY) tools/supply.py release

wheel:  ## build the wheel into dist/
	.venv/bin/pip wheel --no-deps -w dist .
