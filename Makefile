# Everything one does with heyan. `make setup` is part of each target and quick when nothing changed.

VENV := .venv
RUN := $(VENV)/bin
COMPILE := $(RUN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header \
	--no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

# The tests type hundreds of commands: where bytecode is not kept, each compiles the house anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test interop model race kill fuzz soak solvers check format docs lock clean

help:
	@echo "make demo     a throw-away house with pretend carriers: open the pages and try it"
	@echo "make test     lint, types, doors, and every test"
	@echo "make interop  our protocols with peers that none of us wrote, as far as this machine can have them"
	@echo "make model    a thousand long plays of the house against a model of the rules"
	@echo "make race     a thousand rounds of five deeds racing on one case, each in its own process"
	@echo "make kill     the house killed at fifty moments of 200 filings, PostgreSQL restarted three times"
	@echo "make fuzz     ten million spoilt octets a carrier protocol"
	@echo "make soak     a hundred thousand messages under every fault, killed three times; 200 killed rotations (half an hour)"
	@echo "make noon     noon with a hundred thousand resends at the real ledger (ten minutes)"
	@echo "make check    lint, types and doors alone"
	@echo "make format   put the code into its form"
	@echo "make lighthouse  Lighthouse on every page of the portal (needs npm and a Chromium)"
	@echo "make bench-timing  whether the time of an answer tells anything (20,000 requests, some minutes)"
	@echo "make hammer   fifty addresses at one number for two days, a hundred tries a minute"
	@echo "make solvers  what the captcha's picture is to the solver of the trade (500 pictures; fetches the solver)"
	@echo "make voices   makes the voices of the spoken captcha again"
	@echo "make docs     write the generated parts of docs/ and store/schema.sql again"
	@echo "make lock     choose the versions in requirements/ again"
	@echo "make clean    remove what make has made"

setup: $(VENV)/ready

$(VENV)/ready: requirements/dev.lock pyproject.toml tools/venv.sh
	@tools/venv.sh $(VENV)
	@touch $@

demo: setup
	@$(RUN)/heyan demo

# Few tests take a minute; one that hangs is named, with what each thread waits for, and ends its worker.
test: check
	@HEYAN_TEST_PEERS="$$(tools/peers.sh)" HEYAN_TEST_BROWSER="$$(tools/browser.sh)" $(RUN)/pytest -n 2 \
		-o faulthandler_timeout=600 -o faulthandler_exit_on_timeout=true

interop: setup
	@HEYAN_TEST_INTEROP=yes HEYAN_TEST_PEERS="$$(tools/peers.sh)" $(RUN)/pytest -n 2 tests/interop

model: setup
	@HEYAN_MODEL_EXAMPLES=1000 $(RUN)/pytest -q tests/model

race: setup
	@HEYAN_RACE_ROUNDS=1000 $(RUN)/pytest -q -s tests/casework/test_race_of_five.py

kill: setup
	@HEYAN_KILLS=50 HEYAN_KILL_FILINGS=200 $(RUN)/pytest -q -s tests/kill

fuzz: setup
	@HEYAN_FUZZ_OCTETS=10000000 $(RUN)/pytest -q tests/wire/test_fuzz.py

soak: setup
	@HEYAN_SOAK_MESSAGES=100000 $(RUN)/pytest -q -s -p no:logging tests/carriers/test_kill.py
	@HEYAN_ROTATION_KILLS=200 $(RUN)/pytest -q tests/casework/test_rotation_kills.py

noon: setup
	@HEYAN_NOON_RESENDS=100000 $(RUN)/pytest -q -s -p no:logging tests/carriers/test_noon.py

check: setup
	@$(RUN)/ruff check --quiet .
	@$(RUN)/ruff format --quiet --check .
	@$(RUN)/mypy
	@$(RUN)/lint-imports

format: setup
	@$(RUN)/ruff check --quiet --fix . || true
	@$(RUN)/ruff format --quiet .

voices: setup
	@$(RUN)/python -m pip install --quiet --target build/voices -r tools/voices/requirements.txt
	@PYTHONPATH=build/voices $(RUN)/python tools/voices/make.py src/heyan/web/portal/voices

solvers: setup
	@$(RUN)/python -m pip install --quiet --upgrade --target build/solvers -r tools/solvers/requirements.txt
	@PYTHONPATH=build/solvers $(RUN)/heyan bench captcha --count 500 --level 1
	@PYTHONPATH=build/solvers $(RUN)/heyan bench captcha --count 500 --level 2

lighthouse: setup
	@cd tools/lighthouse && npm ci --ignore-scripts --no-audit --no-fund --silent
	@HEYAN_TEST_BROWSER="$$(tools/browser.sh)" \
		HEYAN_TEST_LIGHTHOUSE="$(CURDIR)/tools/lighthouse/node_modules/.bin/lighthouse" \
		$(RUN)/pytest -q tests/browser/test_lighthouse.py

hammer: setup
	@HEYAN_TEST_HAMMERING=100 $(RUN)/pytest -q -s tests/web/portal/test_hammering.py

bench-timing: setup
	@HEYAN_TEST_TIMED_REQUESTS=20000 $(RUN)/pytest -q -s tests/web/portal/test_even_time.py

docs: setup
	@$(RUN)/python -m tests.house.regenerate

lock: setup
	$(COMPILE) --upgrade --output-file requirements/runtime.lock pyproject.toml
	$(COMPILE) --upgrade --extra dev --constraint requirements/runtime.lock \
		--output-file requirements/dev.lock pyproject.toml
	@! grep -n "://" requirements/*.lock

clean:
	rm -rf $(VENV) .peers build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
