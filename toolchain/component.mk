# The verbs of a folder with Rust components. Set before the include:
#   COMPONENTS   crates that cargo-component builds; each becomes build/NAME.wasm
#   APART        those of them that a cargo of its own builds, so that the features of their dependencies don't change the others
#   LIBRARIES    further crates, which are only tested and checked
# VARIANT is empty, `debug` with names and source lines, `full` with all that a debugger shows, or `faults`, in which some
# components can be made to fail.
# With PLAIN=1, cargo and wasm-tools build the components, without cargo-component.
PACKAGES := $(COMPONENTS) $(LIBRARIES)
include $(dir $(lastword $(MAKEFILE_LIST)))rust.mk

VARIANT  ?=
ROOT     := $(TOOLCHAIN)/..
OUT      := $(ROOT)/build/$(VARIANT:%=%/)
TARGET   := $(ROOT)/target$(VARIANT:%=/named)
BUILT    := $(TARGET)/wasm32-unknown-unknown/component
# Custom sections to delete. `producers` is kept, which names language and tools. In a variant, only the component's own
# name is deleted, since the composition names it.
STRIPPED := $(if $(VARIANT),^component-name$$,^[^p])
# `$(call install,FROM,TO)` strips FROM, and replaces TO only if it differs, so that nothing is rebuilt from an unchanged
# component.
install   = wasm-tools strip --delete '$(STRIPPED)' $(1) --output $(2).new && \
	if cmp --quiet $(2).new $(2); then rm $(2).new; else mv $(2).new $(2); fi

CARGO_BUILD := cargo $(if $(PLAIN),,component) build --quiet --profile component --target wasm32-unknown-unknown

ifdef VARIANT
build:: export CARGO_TARGET_DIR := $(TARGET)
build:: export CARGO_PROFILE_COMPONENT_DEBUG := $(if $(filter full,$(VARIANT)),full,line-tables-only)
endif
# Optimisation takes away what a debugger shows. Only the checkout's own crates: with the others too, a run takes minutes.
ifeq ($(VARIANT),full)
build:: export CARGO_PROFILE_COMPONENT_OPT_LEVEL := 0
endif

# Always runs cargo, which finds out what has changed.
build::
	@$(WASM_CARGO_ENV) $(CARGO_BUILD) $(addprefix --package ,$(filter-out $(APART),$(COMPONENTS))) \
		$(if $(filter faults,$(VARIANT)),$(FAULTS))
ifdef APART
	@$(WASM_CARGO_ENV) $(CARGO_BUILD) $(addprefix --package ,$(APART))
endif
	@mkdir -p $(OUT) $(PLAIN:%=$(BUILT)/plain)
	@$(foreach name,$(COMPONENTS),$(if $(PLAIN),wasm-tools component new $(BUILT)/deps/$(name).wasm --output $(BUILT)/plain/$(name).wasm &&) \
		$(call install,$(BUILT)/$(PLAIN:%=plain/)$(name).wasm,$(OUT)$(name).wasm) &&) true

test::
	@$(HOST_CARGO_ENV) cargo test $(ONLY)

clean::
	rm -f $(foreach name,$(COMPONENTS),$(ROOT)/build/$(name).wasm $(ROOT)/build/*/$(name).wasm)
	rm -f src/bindings.rs */src/bindings.rs
