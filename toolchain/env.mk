# Every Makefile starts with this file. It puts the pinned tools on PATH, and installs those that are missing. It exports:
#   PATH, WASMOPT, RUSTUP_TOOLCHAIN (if need be), POLYGLOT_CACHE
#   NODE_MODULES     the folder of the JavaScript tools; `node_modules` at the top links to it
# To be written in front of a cargo command, which must not look for make's jobs:
#   WASM_CARGO_ENV   for component builds: the same bytes on every machine and in every checkout; the crates of others are compiled
#                    once for all checkouts
#   HOST_CARGO_ENV   for the crates with large dependencies: those are compiled once for all checkouts, and programs contain no
#                    path of this machine

# A Makefile may include this file several times, through its other includes.
ifndef TOOLCHAIN_ENV

# Relative to the folder of the Makefile: make's functions split paths at spaces, and the checkout's path may have some.
TOOLCHAIN := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
TOOLCHAIN_ENV := $(shell $(TOOLCHAIN)/env-path)
ifneq ($(words $(TOOLCHAIN_ENV)),1)
$(error the path of the cache has a space in it: `$(TOOLCHAIN_ENV)`; set POLYGLOT_CACHE to a folder without one)
endif
export POLYGLOT_CACHE := $(patsubst %/env/,%,$(dir $(TOOLCHAIN_ENV)))

# The outermost make runs setup, which is quick if nothing is missing. Commands that only build don't wait for the tools that
# tests need. If the included file has changed, make starts again. A dry run skips this, because make would run setup even then.
TOOLCHAIN_GOALS := $(or $(MAKECMDGOALS),$(DEFAULT_VERB),build)
ifneq ($(findstring n,$(firstword -$(MAKEFLAGS))),)
-include $(TOOLCHAIN_ENV)
else ifneq ($(filter-out clean doctor help setup,$(TOOLCHAIN_GOALS)),)
$(TOOLCHAIN_ENV): $(if $(filter 0,$(MAKELEVEL)),always)
	@$(TOOLCHAIN)/setup --quiet $(if $(filter-out run serve %build %compose %compile,$(TOOLCHAIN_GOALS)),,--build)
.PHONY: always
include $(TOOLCHAIN_ENV)
endif
.DEFAULT_GOAL :=

WASM_CARGO_ENV := $(TOOLCHAIN)/share-crates $(WASM_CARGO_ENV)

# In a shared build folder, cargo mistakes a crate of one checkout for the same crate of another, even if their sources
# differ. A wrapper whose path differs by checkout, and by generated pipeline, keeps the workspace's crates apart.
# __CARGO_DEFAULT_LIB_METADATA does so for libraries that are also a cdylib, which otherwise share one file name. It is not
# for components, whose bytes the wrapper would change.
HOST_BUILD ?= $(POLYGLOT_CACHE)/build/host
WRAPPERS   ?= $(shell cd $(TOOLCHAIN) && pwd -P)
HOST_CARGO_ENV := MAKEFLAGS= CARGO_BUILD_BUILD_DIR=$(HOST_BUILD) CARGO_ENCODED_RUSTFLAGS="$(HOST_REMAP)" \
	RUSTC_WORKSPACE_WRAPPER="$(WRAPPERS)/workspace-rustc" __CARGO_DEFAULT_LIB_METADATA=polyglot

# To be followed by options of `cargo check`. `cargo clippy` would set the wrapper itself, and each checkout would check wasmtime
# again.
CLIPPY := $(subst workspace-rustc,workspace-clippy,$(HOST_CARGO_ENV)) CLIPPY_ARGS=--deny__CLIPPY_HACKERY__warnings \
	cargo check

# To be followed by package-lock.json files, or by Pythons of virtual environments: checks the licences of their packages.
LICENCES = $(HOST_CARGO_ENV) cargo run --quiet --release --manifest-path $(TOOLCHAIN)/checks/Cargo.toml -- \
	--policy $(TOOLCHAIN)/../deny.toml

endif
