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
# All crates at once, as the server wants the interface: so that what is built of each is the same for every target.
BOTH := --workspace --features afterimage-app/ssr
BINARY := $(CARGO_TARGET_DIR)/debug/afterimage
HYDRATE := -p afterimage-app -p afterimage-language -p afterimage-model --no-default-features --features afterimage-app/hydrate --target wasm32-unknown-unknown

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
run: setup ## Build and start; give options as ARGS="--demo-rate 10"
	@scripts/build-page --quick
	@$(CARGO) build -p afterimage-server
	@exec $(BINARY) $(ARGS)

.PHONY: release
release: page ## One optimised program that carries the page
	@$(CARGO) build --release -p afterimage-server
	@ls -l $(CARGO_TARGET_DIR)/release/afterimage

.PHONY: test
test: setup-test test-rust test-from-outside test-browser ## Every test

# With what the tests need besides: what is built here, and by the tests, is the same to the last feature of a dependency,
# and so it is compiled once.
.PHONY: build-tested
build-tested: setup-test page
	@$(CARGO) build $(BOTH) --bins --examples

.PHONY: test-rust
test-rust: setup-test page ## Unit, property and integration tests
	@$(CARGO) test $(BOTH)

DYNAMODB_LOCAL_TESTS := $(CARGO) test $(BOTH) --test dynamodb_local
EXACTLY_ONCE := scripts/exactly-once --writes 600 --kills 2
API_TESTS := scripts/test-api --examples 100 --seed 1
EXPORT_TESTS := scripts/test-exports

# None of them uses the machine up by itself: they wait for Java, for Python and for programs that are killed.
.PHONY: test-from-outside
test-from-outside: build-tested ## DynamoDB Local, exactly-once, the HTTP API and exports, beside each other
	@scripts/side-by-side "$(DYNAMODB_LOCAL_TESTS)" "$(EXACTLY_ONCE)" "$(API_TESTS)" "$(EXPORT_TESTS)"

.PHONY: test-dynamodb-local
test-dynamodb-local: build-tested ## The ingest suite against Amazon's DynamoDB Local (needs Java)
	@$(DYNAMODB_LOCAL_TESTS) -- --nocapture

.PHONY: test-exactly-once
test-exactly-once: build-tested
	@$(EXACTLY_ONCE)

.PHONY: test-exports
test-exports: build-tested ## Exports as DuckDB, polars and pyarrow read them
	@$(EXPORT_TESTS)

.PHONY: test-api
test-api: build-tested ## Random requests against the HTTP API, by its OpenAPI document
	@$(API_TESTS)

# First what leaves the machine room, two at a time, then what keeps it busy by itself; both are run, whatever comes of the
# first.
.PHONY: test-browser
test-browser: build-tested ## A real browser against the real program
	@cd end2end && ../scripts/with-env npx playwright test --project=reading --project=behaviour; first=$$?; \
	    ../scripts/with-env npx playwright test --project=busy && exit $$first

.PHONY: exactly-once
exactly-once: build-tested ## 10,000 writes from outside, killed and restarted in the middle
	@scripts/exactly-once --writes 10000 --kills 3

.PHONY: simulation
simulation: setup-test ## 100,000 random lives of streams, and what is archived of them
	@AFTERIMAGE_SIMULATION_SEEDS=100000 $(CARGO) test -p afterimage-capture --test streams each_surviving_change -- --nocapture

.PHONY: faults
faults: setup-test ## The program killed 200 times, starved and fed with damaged files
	@AFTERIMAGE_FAULT_LOOPS=200 $(CARGO) test -p afterimage-server --test process faults:: -- --nocapture

.PHONY: bench
bench: setup-test ## Speed, size and latency as a table of ratios; a part as ARGS="drain --records 1000000"
	@$(CARGO) bench -p afterimage-server --bench speed -- $(ARGS)

.PHONY: bench-against
bench-against: setup-test ## Speed beside another commit's, in turn: REV=HEAD~1, parts and --pairs as ARGS="writer drain"
	@scripts/bench-against "$(REV)" $(ARGS)

.PHONY: siege
siege: release ## The released program attacked in every way at once; with other numbers as ARGS="--seconds 60 --only exports"
	@$(CARGO) build $(BOTH) --example siege
	@ulimit -n 8192; $(CARGO_TARGET_DIR)/debug/examples/siege --program $(CARGO_TARGET_DIR)/release/afterimage $(ARGS)

.PHONY: pictures
pictures: build-tested ## Take the pictures anew that test-browser compares every component and page with
	@cd end2end && ../scripts/with-env npx playwright test --project=reading addresses design --update-snapshots=changed

.PHONY: bench-browser
bench-browser: release ## Speed in a real browser, with the released program: Live, Item, Search
	@scripts/setup --bench
	@$(CARGO) build -p afterimage-server --example shard_tree
	@cd end2end && BENCH=1 BENCH_PROFILE=release ../scripts/with-env npx playwright test --project bench

.PHONY: screenshots
screenshots: build-tested ## Every page in both themes, languages and three widths, into target/screenshots
	@cd end2end && SCREENSHOTS=1 ../scripts/with-env npx playwright test --project screenshots

.PHONY: fmt
fmt: setup ## Format
	@$(CARGO) fmt

.PHONY: lint
lint: setup-test ## Formatting and clippy, for both halves, and the types of the browser tests
	@$(CARGO) fmt --check
	@$(CARGO) clippy $(BOTH) --all-targets -- -D warnings
	@$(CARGO) clippy $(BOTH) --test dynamodb_local -- -D warnings
	@$(CARGO) clippy $(HYDRATE) --lib -- -D warnings
	@cd end2end && ../scripts/with-env npx tsc
