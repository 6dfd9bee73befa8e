# The verbs of a folder with Rust crates for the machine itself. Set before the include: PACKAGES, the crates.
DEFAULT_VERB := build
include $(dir $(lastword $(MAKEFILE_LIST)))env.mk

CARGO := $(HOST_CARGO_ENV) cargo
ONLY  := $(addprefix --package ,$(PACKAGES))

.PHONY: build test lint fmt clean

build::
	@$(CARGO) build --release $(ONLY)

test::
	@$(CARGO) test --release $(ONLY)

lint::
	cargo fmt $(ONLY) --check
	cargo clippy $(ONLY) --all-targets -- --deny warnings

fmt::
	cargo fmt $(ONLY)

clean::
	cargo clean $(ONLY)
