# make studio   install what is missing and open the studio    (ARGS="--port 7999 --no-browser" passes flags on)
# make test     install what is missing and run the tests
# make check    format, lint and types

PYTHON ?= python3
EXTRAS ?= $(if $(CUDA),cuda,cpu),sketch,notebook
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=

.PHONY: studio test check format bench clean
.DEFAULT_GOAL := studio

studio: $(VENV)/.studio
	@$(BIN)/studio ui $(ARGS)

test: $(VENV)/.dev $(VENV)/.browser
	@$(BIN)/pytest $(ARGS)

check: $(VENV)/.dev
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy

format: $(VENV)/.dev
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

$(VENV)/.studio: pyproject.toml constraints.txt scripts/install.sh
	@sh scripts/install.sh $(PYTHON) $(VENV) "$(EXTRAS)"
	@touch $@

$(VENV)/.dev: $(VENV)/.studio
	@sh scripts/install.sh $(PYTHON) $(VENV) "$(EXTRAS),dev"
	@touch $@

$(VENV)/.browser: $(VENV)/.dev
	@sh scripts/browser.sh $(VENV)
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
