# Every Makefile starts with this file. It puts the pinned tools on PATH, and has them installed first where they are
# missing. What it exports:
#   PATH, WASMOPT, RUSTUP_TOOLCHAIN (if need be), POLYGLOT_CACHE
#   NODE_MODULES     the folder of the JavaScript tools; `node_modules` at the top links to it
# Written in front of a cargo command:
#   WASM_CARGO_ENV   for component builds: the same bytes on every machine and in every checkout
#   HOST_CARGO_ENV   for the crates with large dependencies: those are compiled once for all checkouts

# Several includes of a Makefile may include this one.
ifndef TOOLCHAIN_ENV

# Relative to the folder of the Makefile, since make's functions split a path at spaces, which the checkout's may have.
TOOLCHAIN := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
TOOLCHAIN_ENV := $(shell $(TOOLCHAIN)/env-path)
ifneq ($(words $(TOOLCHAIN_ENV)),1)
$(error the path of the cache has a space in it: `$(TOOLCHAIN_ENV)`; set POLYGLOT_CACHE to a folder without one)
endif
export POLYGLOT_CACHE := $(patsubst %/env/,%,$(dir $(TOOLCHAIN_ENV)))

# The outermost make asks setup, which takes a moment when all is there; make then starts anew if the file has changed.
# Not for a dry run, which would run it all the same.
ifneq ($(findstring n,$(firstword -$(MAKEFLAGS))),)
-include $(TOOLCHAIN_ENV)
else ifneq ($(filter-out clean doctor help setup,$(or $(MAKECMDGOALS),$(DEFAULT_VERB),build)),)
$(TOOLCHAIN_ENV): $(if $(filter 0,$(MAKELEVEL)),always)
	@$(TOOLCHAIN)/setup --quiet
.PHONY: always
include $(TOOLCHAIN_ENV)
endif
.DEFAULT_GOAL :=

# cargo takes the crates of two checkouts for the same ones: what lies in a shared folder would pass for compiled,
# whatever the sources here are. A wrapper of its own path for the workspace's crates keeps them apart, and
# __CARGO_DEFAULT_LIB_METADATA does for libraries that are a cdylib too, which otherwise share one file name.
# Not for `cargo clippy`, which sets the wrapper itself, and not for components, whose bytes the wrapper would change.
HOST_CARGO_ENV := CARGO_BUILD_BUILD_DIR=$(POLYGLOT_CACHE)/build/rust \
	RUSTC_WORKSPACE_WRAPPER="$(shell cd $(TOOLCHAIN) && pwd -P)/workspace-rustc" __CARGO_DEFAULT_LIB_METADATA=polyglot

endif
