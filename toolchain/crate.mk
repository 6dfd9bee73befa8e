# The verbs of a folder with Rust crates for the machine itself. Set before the include: PACKAGES, the crates.
include $(dir $(lastword $(MAKEFILE_LIST)))rust.mk

CARGO := $(HOST_CARGO_ENV) cargo

build::
	@$(CARGO) build --release $(ONLY)

test::
	@$(CARGO) test --release $(ONLY)
