# See Say Act. `make help` lists what there is.
SHELL := /bin/bash
TARGET := $(or $(CARGO_TARGET_DIR),target)

.DEFAULT_GOAL := help
.PHONY: help run build test check app bench contract fmt

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

run: build ## serve the demo on http://127.0.0.1:8080
	@$(TARGET)/release/seesayact demo

build: ## the release server with the UI inside, at ${CARGO_TARGET_DIR:-target}/release/seesayact
	@.ci/need server web
	@cd app && npm run --silent build
	@cargo build --locked --release -p backend --bin seesayact

test: ## everything: units, stories on both databases, browser, window
	@.ci/test

check: ## format, lints and licences, without running a test
	@.ci/need web
	@cargo fmt --check && cargo clippy --locked --all-targets -- -D warnings
	@cd app && npm run --silent check && npm run --silent lint
	@command -v cargo-deny >/dev/null || cargo install cargo-deny --locked
	@cargo deny --all-features check licenses bans sources

app: ## the desktop app, in a window, against the demo (start that with `make run`)
	@.ci/need web window
	@cd app && npm run --silent build
	@CARGO_TARGET_DIR=$(TARGET)/window cargo run --locked -p app --bin app --features tauri/custom-protocol

bench: ## measures against anchors in the same run and writes docs/BENCHMARKS.md
	@.ci/need server web bench
	@bench/run

contract: ## writes docs/openapi.json and the types made from it
	@.ci/need web
	@cargo run --locked -q -p backend --bin seesayact -- openapi > docs/openapi.json.new && mv docs/openapi.json.new docs/openapi.json
	@cd app && npm run --silent types

fmt: ## formats everything
	@cargo fmt && cd app && npm run --silent format
