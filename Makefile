# make studio   install what is missing and open the studio    (ARGS="--port 7999 --no-browser" passes flags on)
# make test     install what is missing, check format, lint and types, and run the tests (ARGS="-k engine" for some)
#               in 3 processes; PROCESSES=0 runs them in one
# make check    format, lint and types alone

PYTHON ?= python3
EXTRAS ?= $(if $(CUDA),$(if $(filter 13,$(CUDA)),cuda13,cuda),cpu),sketch,notebook
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=
# Test processes: more than two cores, because many tests wait for a process or a browser; a fourth would slow the others.
PROCESSES ?= 3
comma  := ,
# One stamp for each choice of extras, so that CUDA=1 after a first run installs again.
READY  := $(VENV)/.studio-$(subst $(comma),-,$(EXTRAS))

.PHONY: studio test tests check format clean
.DEFAULT_GOAL := studio

studio: $(READY)
	@$(BIN)/studio ui $(ARGS)

# Both at once: mypy keeps one core busy for a minute.
test: $(VENV)/.dev $(VENV)/.system
	@$(MAKE) --no-print-directory -j 2 check tests

tests: $(VENV)/.dev $(VENV)/.system
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder --max-worker-restart 0 $(ARGS)

check: $(VENV)/.dev
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy

format: $(VENV)/.dev
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

$(READY): pyproject.toml constraints.txt scripts/install.sh
	@sh scripts/install.sh $(PYTHON) $(VENV) "$(EXTRAS)"
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt scripts/install.sh
	@sh scripts/install.sh $(PYTHON) $(VENV) "$(EXTRAS),dev"
	@touch $(READY) $@

$(VENV)/.system: $(VENV)/.dev
	@sh scripts/test_system.sh $(VENV)
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
