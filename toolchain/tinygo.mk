# The verbs of a folder with one component in Go, built by TinyGo. Set before the include:
#   COMPONENTS   the files to build from it: the component, then any variants; `make build` builds the first
#   WORLD, WIT   the component's world, and the folder of WIT that defines it
#   PACKAGES     the folder's Go packages, beside its main package
# And, if needed:
#   IMPORTS      the only interfaces that the component may import
#   LINES        not empty: keep names and source lines, the latter by the sources' absolute paths
#   TAGS         build tags; can be set for one of the files: `FILE: TAGS := …`
# `make watch` sets UNOPTIMIZED: the component is built without wasm-opt, with fewer passes of LLVM and without the debugging
# information that `-no-debug` only deletes at the end. It counts as out of date, so that the next ordinary build makes it again.
DEFAULT_VERB := build
SERVICE      := $(dir $(lastword $(MAKEFILE_LIST)))../go-service
include $(dir $(lastword $(MAKEFILE_LIST)))env.mk

BINDINGS := internal/generated
TARGET   := $(SERVICE)/target.json
SOURCES  := $(filter-out %_test.go,$(wildcard *.go $(PACKAGES:%=%/*.go) $(SERVICE)/callmemory/*.go)) go.mod go.sum
TINYGO   := tinygo build -target=$(TARGET) -opt=$(if $(UNOPTIMIZED),1,2) \
	$(if $(LINES),,-no-debug $(if $(UNOPTIMIZED),-internal-nodwarf))
# Custom sections to delete. `producers` is kept, which names language and tools; with LINES, all are.
STRIPPED := $(if $(LINES),^$$,^[^p])

.PHONY: build test lint fmt clean

build:: $(firstword $(COMPONENTS))
	@:

$(COMPONENTS): $(SOURCES) $(BINDINGS) $(TARGET) Makefile $(SERVICE)/../toolchain/tinygo.mk
	@mkdir -p $(@D)
	@{ go version && sha256sum $(TARGET) $(SOURCES) && find internal -type f | sort | xargs sha256sum; $(if $(LINES),pwd;) } | \
		$(if $(LINES)$(UNOPTIMIZED),WASMOPT="$(CURDIR)/$(SERVICE)/wasm-opt-noop") $(TOOLCHAIN)/kept $@.core \
		$(TINYGO) $(TAGS:%=-tags=%) -o $@.core .
	@wasm-tools component embed -w $(WORLD) $(WIT) $@.core | wasm-tools component new | \
		wasm-tools strip --delete '$(STRIPPED)' -o $@.new
	@found=$$(wasm-tools component wit $@.new | sed -n 's/^  import \(.*\);$$/\1/p' | sort | tr '\n' ' '); \
		test -z '$(IMPORTS)' || test "$$found" = "$(sort $(IMPORTS)) " || \
		{ echo "check $@: it imports \`$$found\`, expected \`$(sort $(IMPORTS))\`" >&2; exit 1; }
	$(if $(UNOPTIMIZED),@touch -d @0 $@.new)
	@rm $@.core && mv $@.new $@

$(BINDINGS): $(shell find -L $(WIT) -name '*.wit') go.mod
	@rm -rf internal
	@wit-bindgen-go generate --world $(WORLD) --out internal $(WIT)
	@touch $@

test:: $(BINDINGS)
	go test ./...

lint:: $(BINDINGS)
	@unformatted=$$(gofmt -l *.go $(PACKAGES)); test -z "$$unformatted" || \
		{ echo "gofmt: not formatted, run \`make fmt\`: $$unformatted" >&2; exit 1; }
	go vet ./...

fmt::
	gofmt -w *.go $(PACKAGES)

clean::
	rm -rf internal $(COMPONENTS)
