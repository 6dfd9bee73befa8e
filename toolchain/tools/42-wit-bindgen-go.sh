# wit-bindgen-go: writes the Go bindings.
title=wit-bindgen-go
wanted=$WIT_BINDGEN_GO
home=$TOOLS/wit-bindgen-go-$wanted

probe() { on_path wit-bindgen-go || in_cache bin/wit-bindgen-go; }

install() {
	cd "$TOOLCHAIN/go"
	go build -mod=readonly -trimpath -o "$stage/bin/wit-bindgen-go" go.bytecodealliance.org/cmd/wit-bindgen-go
	came_from built
}
