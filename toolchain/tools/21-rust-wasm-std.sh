# Rust's standard library for wasm32: rustc's own; else from rustup; else, where no rustup server can be reached, built
# along with each component from Debian's rustc-web and rust-web-src, which are a matching pair.
# POLYGLOT_RUST_STD=debian asks for the last.
title="Rust's wasm32 std"
wanted=$RUST
home=$TOOLS/rust-wasm-std-$RUST
doing=downloading
target=wasm32-unknown-unknown
debian_packages=(rustc-web rust-web-src "lld-$LLVM")
advice="With rustup: rustup target add $target --toolchain $RUST. Without, on Debian, as root: $(apt_command "${debian_packages[@]}")"

probe() {
	if [[ ${POLYGLOT_RUST_STD-} != debian && -d ${SYSROOT-}/lib/rustlib/$target/lib ]]; then
		found=$wanted from="rustc's own" rustc=rustc build_std=
	elif [[ -f $home/debian ]] && is_debian && [[ -z $(missing_packages "${debian_packages[@]}") ]]; then
		rustc=/usr/bin/rustc build_std=1
		found=$(version_in "$("$rustc" --version)") from="Debian's source, built along"
	else
		return 1
	fi
}

install() {
	if [[ ${POLYGLOT_RUST_STD-} != debian ]] && has rustup && rustup target add "$target" --toolchain "${RUSTUP_TOOLCHAIN:-$RUST}"; then
		return
	fi
	if [[ $(missing_packages "${debian_packages[@]}") ]]; then
		if ! is_debian || ((EUID != 0)); then return 1; fi
		apt_install "${debian_packages[@]}"
	fi
	touch "$stage/debian"
}

# The environment of the component builds, and of nothing else.
exports() {
	# Of make, and of a test that HOST_CARGO_ENV runs.
	local flags unset='MAKEFLAGS RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_BUILD_DIR RUSTC_WORKSPACE_WRAPPER __CARGO_DEFAULT_LIB_METADATA'
	flags="-C target-feature=+simd128 $(remap "$rustc" | paste -sd ' ')"
	printf 'WASM_CARGO_ENV := env%s CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="%s"' "$(printf ' -u %s' $unset)" "$flags"
	if [[ $build_std ]]; then
		printf ' RUSTC=%s RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort' "$rustc"
		printf ' CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-%s' "$LLVM"
	fi
	echo
}
