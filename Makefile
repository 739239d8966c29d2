# Needs Python 3.11+ and nothing else: everything is installed into two folders here, .tools and .venv.
PYTHON ?= python3
UV = .tools/bin/uv
RUN = .venv/bin

.PHONY: demo test check format messages bench clean

demo: .venv/ready
	$(RUN)/engagebot demo

test: .venv/ready
	$(RUN)/python -m pytest -n 2

check: .venv/ready
	$(UV) lock --check
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports

format: .venv/ready
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .

clean:
	rm -rf .venv .tools dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.tools/bin/uv:
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet "uv==0.13.9"

.venv/ready: .tools/bin/uv uv.lock pyproject.toml
	$(UV) sync --frozen --all-extras --python $(PYTHON)
	touch .venv/ready
