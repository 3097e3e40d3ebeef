# Executable documentation: what one does with a checkout. Needs Python 3.11 or newer; everything else is fetched.
PYTHON ?= python3
BIN := .venv/bin
CI ?=

.PHONY: demo test serve check lint proofs bench docs clean

demo: $(BIN)/vigie ## run the whole job once, network-free, on embedded SQLite
	$(BIN)/python demo/run.py $(ARGS)

test: $(BIN)/vigie ## set up what the tests need, and run them
	$(BIN)/pytest -m "not slow" $(ARGS)

proofs: $(BIN)/vigie ## the slow proofs
	$(BIN)/pytest -m slow $(ARGS)

serve: $(BIN)/vigie ## the live service, configured by the environment (docs/operate.md)
	$(BIN)/vigie serve

lint: $(BIN)/vigie ## every check that reads the code without running it
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/yamllint --strict config demo tests training docker-compose.yml .pre-commit-config.yaml

docs: $(BIN)/vigie ## write the generated pages again
	$(BIN)/python -m watch_pipelines.framework_page

$(BIN)/vigie: pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Vigie needs Python 3.11 or newer; set PYTHON=/path/to/it"; exit 1; }
	$(PYTHON) -m venv .venv || { echo "The venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check "uv>=0.9"
	UV_NATIVE_TLS=1 UV_SYSTEM_CERTS=1 UV_PROJECT_ENVIRONMENT=.venv $(BIN)/uv sync --frozen --all-extras --quiet
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
