# TinyGo, a release on PATH or built from its Go module. Built so, it has no TINYGOROOT of its own: the cached folder is
# it, with what the module's missing git submodules would give taken from Debian.
title=TinyGo
wanted=$TINYGO
home=$TOOLS/tinygo-$TINYGO
minutes=2

probe() {
	seen=$(version_in "$(tinygo version 2>/dev/null)") || true
	if [[ $seen == "$wanted" ]]; then
		found=$seen from="PATH ($(dirname -- "$(command -v tinygo)"))"
	else
		in_cache bin/tinygo
	fi
}

install() {
	local module
	cd "$TOOLCHAIN/go"
	echo 'downloading the modules'
	go mod download
	module=$(go list -m -f '{{.Dir}}' github.com/tinygo-org/tinygo)
	mkdir -p "$stage/bin" "$stage/libexec"
	cp -r "$module/src" "$module/targets" "$stage"
	chmod -R u+w "$stage"
	mkdir -p "$stage/src/net" # a submodule; the loader stops where there is no folder
	echo 'compiling TinyGo'
	go build -mod=readonly -trimpath -tags "llvm$LLVM" -o "$stage/libexec/tinygo" github.com/tinygo-org/tinygo
	seed_libraries "$stage/cache/tinygo"
	# A cache of its own, since the libraries must be found in it.
	cat >"$stage/bin/tinygo" <<-'SH'
		#!/bin/sh
		root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
		TINYGOROOT=$root XDG_CACHE_HOME=$root/cache exec "$root/libexec/tinygo" "$@"
	SH
	chmod +x "$stage/bin/tinygo"
	came_from built
}

# TinyGo builds compiler-rt and wasmbuiltins from submodules, unless it finds them in its cache.
seed_libraries() {
	local cache=$1 target=wasm32-unknown-unknown-mvp objects
	mkdir -p "$cache"/{compiler-rt,wasmbuiltins}-$target/include
	cp "/usr/lib/llvm-$LLVM/lib/clang/$LLVM/lib/wasi/libclang_rt.builtins-wasm32.a" "$cache/compiler-rt-$target/lib.a"
	objects=$(mktemp -d)
	cd "$objects"
	"llvm-ar-$LLVM" x /usr/lib/wasm32-wasi/libc.a memcpy.o memmove.o memset.o \
		__math_{divzero,invalid,oflow,uflow,xflow}.o exp.o exp_data.o exp2.o log.o log_data.o
	"llvm-ar-$LLVM" rcsD "$cache/wasmbuiltins-$target/lib.a" ./*.o
	rm -r "$objects"
}
