# Needs Python 3.11+ and nothing else: everything is installed into two folders here, .tools and .venv.
PYTHON ?= python3
CHROMIUM ?= /usr/bin/chromium
UV = .tools/bin/uv
RUN = .venv/bin
CATALOGUES = messages/locale

.PHONY: demo test bench check faults format messages picture wheel-demo clean

demo: .venv/ready
	@$(RUN)/engagebot demo

test: .venv/ready
	@test -x "$(CHROMIUM)" || { echo "Some tests look at the demo's page in a real browser, and there is none at $(CHROMIUM)."; \
		echo "Install Chromium (Debian, Ubuntu: apt-get install chromium fonts-noto-core), or say where one is:"; \
		echo "make test CHROMIUM=/path/to/chromium"; exit 1; }
	CHROMIUM="$(CHROMIUM)" $(RUN)/python -m pytest -n 3

# Ours beside a yardstick, into benchmarks/results.json. QUICK=1: smaller, in under a minute. ONLY=NAME: one figure.
bench: .venv/ready
	$(RUN)/python -m benchmarks $(if $(QUICK),--quick) $(if $(ONLY),--only "$(ONLY)")

check: .venv/ready
	$(UV) lock --check
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports

# kill -9 while sending, over and over, with a count at the end of what was lost or doubled: make faults TRIALS=500
TRIALS ?= 500
faults: .venv/ready
	@$(RUN)/python -m tests.faults.kill_while_sending $(TRIALS)

format: .venv/ready
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .

# After a text in messages/ was changed: brings every catalogue up to it. What is then empty waits for a translator.
messages: .venv/ready
	mkdir -p build
	$(RUN)/pybabel -q extract -F messages/babel.cfg --no-location -o build/engagebot.pot messages
	$(RUN)/pybabel -q update -i build/engagebot.pot -d $(CATALOGUES) -D engagebot \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -w 100

# The README's picture of the demo's page.
picture: .venv/ready
	CHROMIUM="$(CHROMIUM)" $(RUN)/python docs/pictures/take.py

# The wheel, installed where nothing of this folder is at hand, plays the whole demo.
wheel-demo: .tools/bin/uv
	rm -rf build/wheel
	$(UV) build --quiet --out-dir build/wheel
	$(UV) export --quiet --frozen --no-dev --no-emit-project --output-file build/wheel/requirements.txt
	away=$$(mktemp -d) && trap 'rm -rf "$$away"' EXIT && \
		$(UV) venv --quiet --python $(PYTHON) "$$away/venv" && \
		$(UV) pip install --quiet --python "$$away/venv/bin/python" \
			--require-hashes -r build/wheel/requirements.txt && \
		$(UV) pip install --quiet --python "$$away/venv/bin/python" --no-deps build/wheel/*.whl && \
		cd "$$away" && venv/bin/engagebot demo --unattended --to results && ls results

clean:
	rm -rf .venv .tools build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.tools/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; if it goes by another name: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
		{ echo "This Python lacks its venv module. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet --disable-pip-version-check "uv==0.13.9"

.venv/ready: .tools/bin/uv uv.lock pyproject.toml
	$(UV) sync --frozen --all-extras --python $(PYTHON)
	touch .venv/ready
