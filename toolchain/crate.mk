# The verbs of a folder with Rust crates that run on the machine itself. Set before the include:
#   PACKAGES   the crates
#   PROGRAMS   `NAME=FILE` for each program of the first crate that the checkout uses; FILE is relative to the checkout
include $(dir $(lastword $(MAKEFILE_LIST)))rust.mk

CARGO := $(HOST_CARGO_ENV) cargo

build::
ifdef PROGRAMS
	@$(HOST_CARGO_ENV) $(TOOLCHAIN)/build-programs $(firstword $(PACKAGES)) $(PROGRAMS)
else
	@$(CARGO) build --release $(ONLY)
endif

test::
	@$(CARGO) test --release $(ONLY)
