# The verbs lint, fmt, clean and test-programs of a folder with Rust crates. Set before the include: PACKAGES, the crates. Included by
# component.mk and crate.mk, which add build and test.
DEFAULT_VERB ?= build
include $(dir $(lastword $(MAKEFILE_LIST)))env.mk
.DEFAULT_GOAL := $(DEFAULT_VERB)

ONLY := $(addprefix --package ,$(PACKAGES))

.PHONY: build test test-programs lint fmt clean

# The tests as programs with fixed names, which an editor can debug: build/tests/CRATE, or build/tests/FILE for a file in tests/.
test-programs:
	@mkdir -p $(TOOLCHAIN)/../build/tests
	@$(HOST_CARGO_ENV) cargo test $(ONLY) --no-run --message-format=json-render-diagnostics | \
		sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | while read -r file; do \
			name=$$(basename -- "$$file") && ln -sf -- "$$file" "$(TOOLCHAIN)/../build/tests/$${name%-*}" || exit; done

lint::
	cargo fmt $(ONLY) --check
	@$(CLIPPY) $(ONLY) --all-targets

fmt::
	cargo fmt $(ONLY)

clean::
	cargo clean $(ONLY)
