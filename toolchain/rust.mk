# The verbs lint, fmt and clean of a folder with Rust crates. Set before the include: PACKAGES, the crates. Included by
# component.mk and crate.mk, which add build and test.
DEFAULT_VERB ?= build
include $(dir $(lastword $(MAKEFILE_LIST)))env.mk
.DEFAULT_GOAL := $(DEFAULT_VERB)

ONLY := $(addprefix --package ,$(PACKAGES))

.PHONY: build test lint fmt clean

lint::
	cargo fmt $(ONLY) --check
	@$(CLIPPY) $(ONLY) --all-targets

fmt::
	cargo fmt $(ONLY)

clean::
	cargo clean $(ONLY)
