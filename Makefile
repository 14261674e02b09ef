# Afterimage: `make run` from nothing to a running dashboard, `make test` for every test.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# The same decision as in scripts/lib/prelude.sh: on CI, what cargo has built outlives the checkout.
ifeq ($(CARGO_TARGET_DIR),)
ifeq ($(CI),true)
export CARGO_TARGET_DIR := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/afterimage/target
else
export CARGO_TARGET_DIR := $(CURDIR)/target
endif
endif

CARGO := scripts/with-env cargo
BINARY := $(CARGO_TARGET_DIR)/debug/afterimage
HYDRATE := -p afterimage-app --no-default-features --features hydrate --target wasm32-unknown-unknown

.PHONY: help
help: ## What can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: ## Install what building needs (every other target does it too)
	@scripts/setup

.PHONY: setup-test
setup-test:
	@scripts/setup --test

.PHONY: page
page: setup ## Build what the browser downloads
	@scripts/build-page

.PHONY: build
build: page ## Build page and server
	@$(CARGO) build -p afterimage-server

.PHONY: run
run: build ## Build and start; give options as ARGS="--demo-rate 10"
	@exec $(BINARY) $(ARGS)

.PHONY: release
release: page ## One optimised program that carries the page
	@$(CARGO) build --release -p afterimage-server
	@ls -l $(CARGO_TARGET_DIR)/release/afterimage

.PHONY: test
test: setup-test test-rust test-dynamodb-local test-exactly-once test-api test-browser ## Every test

.PHONY: test-rust
test-rust: setup-test ## Unit, property and integration tests
	@$(CARGO) test -p afterimage-app --features ssr
	@$(CARGO) test -p afterimage-server

.PHONY: test-dynamodb-local
test-dynamodb-local: setup-test ## The ingest suite against Amazon's DynamoDB Local (needs Java)
	@$(CARGO) test -p afterimage-server --test dynamodb_local -- --nocapture

.PHONY: test-browser
test-browser: setup-test build ## A real browser against the real program
	@$(CARGO) build -p afterimage-server --example shard_tree
	@cd end2end && ../scripts/with-env npx playwright test

.PHONY: test-exactly-once
test-exactly-once: build
	@scripts/exactly-once --writes 600 --kills 2

.PHONY: test-api
test-api: setup-test build ## Random requests against the HTTP API, by its OpenAPI document
	@scripts/test-api --examples 100 --seed 1

.PHONY: exactly-once
exactly-once: build ## 10,000 writes from outside, killed and restarted in the middle
	@scripts/exactly-once --writes 10000 --kills 3

.PHONY: simulation
simulation: setup-test ## 100,000 random lives of streams, and what is archived of them
	@AFTERIMAGE_SIMULATION_SEEDS=100000 $(CARGO) test -p afterimage-server --test streams each_surviving_change -- --nocapture

.PHONY: faults
faults: setup-test ## The program killed 200 times, starved and fed with damaged files
	@AFTERIMAGE_FAULT_LOOPS=200 $(CARGO) test -p afterimage-server --test faults -- --nocapture

.PHONY: bench
bench: setup-test ## Speed, size and latency as a table of ratios; a part as ARGS="drain --records 1000000"
	@$(CARGO) bench -p afterimage-server --bench speed -- $(ARGS)

.PHONY: pictures
pictures: setup-test build ## Take the pictures anew that test-browser compares every component and page with
	@cd end2end && ../scripts/with-env npx playwright test tests/pictures.spec.ts --update-snapshots=changed

.PHONY: bench-browser
bench-browser: release ## Speed in a real browser, with the released program: Live, Item, Search
	@scripts/setup --bench
	@$(CARGO) build -p afterimage-server --example shard_tree
	@cd end2end && BENCH=1 BENCH_PROFILE=release ../scripts/with-env npx playwright test --project bench

.PHONY: screenshots
screenshots: setup-test build ## Every page in both themes, languages and three widths, into target/screenshots
	@cd end2end && SCREENSHOTS=1 ../scripts/with-env npx playwright test --project screenshots

.PHONY: fmt
fmt: setup ## Format
	@$(CARGO) fmt

.PHONY: lint
lint: setup-test ## Formatting and clippy, for both halves
	@$(CARGO) fmt --check
	@$(CARGO) clippy -p afterimage-server --all-targets -- -D warnings
	@$(CARGO) clippy -p afterimage-app --features ssr --all-targets -- -D warnings
	@$(CARGO) clippy $(HYDRATE) --lib -- -D warnings
