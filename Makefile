# The commands of Vigie. `make run` and `make test` need Python 3.11 or later with its venv module, nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORPUS := .cache/feedparser
LOCK := --quiet --universal --generate-hashes --upgrade --no-header
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help run demo test corpus check format bench pictures lock clean

help:                ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/run     ## watch the feeds; Ctrl-C stops
	@$(BIN)/vigie run

demo: $(VENV)/run    ## a show without network or account
	@$(BIN)/vigie demo

test: $(VENV)/dev    ## all tests
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

corpus: $(CORPUS)/fetched ## feedparser's own test documents, which `make test` then reads too

check: $(VENV)/dev   ## lint, format, types, and the shipped files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/vigie check

format: $(VENV)/dev  ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/dev   ## speed and quality, beside the peers
	for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

pictures: $(VENV)/dev ## the pictures of the README, from a real run; needs Chromium
	PYTHONPATH=. $(BIN)/python docs/pictures/make.py

lock: $(VENV)/dev    ## pin the newest versions that pyproject.toml allows
	$(PIP) install uv
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --group dev --group bench -o requirements-dev.lock
	$(BIN)/uv pip compile $(LOCK) pyproject.toml -c requirements-dev.lock -o requirements.lock

clean:               ## remove what make has built (never state/)
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Vigie needs Python 3.11 or later; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing; on Debian and Ubuntu: apt install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/run: $(BIN)/python requirements.lock pyproject.toml
	@echo "installing…"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps -e .
	@touch $@

# The sources of the version that is installed; pip compares them with the hash in the lock.
$(CORPUS)/fetched: $(VENV)/dev requirements.lock
	@rm -rf $(CORPUS) && mkdir -p $(CORPUS)
	@sed -n '/^feedparser==/,/[^\]$$/p' requirements.lock > $(CORPUS)/wanted.txt
	@$(PIP) download --require-hashes --no-deps --no-binary feedparser --dest $(CORPUS) -r $(CORPUS)/wanted.txt
	@tar -xzf $(CORPUS)/feedparser-*.tar.gz -C $(CORPUS) --strip-components=1
	@touch $@

$(VENV)/dev: $(VENV)/run requirements-dev.lock
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
