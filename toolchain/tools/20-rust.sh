# rustc, cargo, clippy and rustfmt. Where the pinned version stands under another name (as `stable`), that is used.
title=Rust
wanted=$RUST
doing=downloading
advice="Install Rust $RUST with rustup (https://rustup.rs)."
toolchain=${RUSTUP_TOOLCHAIN-}

is_rust() {
	seen=$(cd "$ROOT" && version_in "$(rustc --version 2>/dev/null)") || return 1
	[[ $seen == "$wanted" ]] || return 1
	SYSROOT=$(cd "$ROOT" && rustc --print sysroot)
	has_component clippy-driver && has_component rustfmt
}

has_component() { [[ -x $SYSROOT/bin/$1 ]] || { seen+=", no $1"; return 1; }; }

probe() {
	has rustc || return 1
	if ! is_rust; then
		has rustup || return 1
		for toolchain in $(rustup toolchain list | cut -d ' ' -f 1) none; do
			if RUSTUP_TOOLCHAIN=$toolchain is_rust; then break; fi
		done
		[[ $toolchain != none ]] || return 1
		export RUSTUP_TOOLCHAIN=$toolchain
	fi
	found=$seen from="PATH ($(dirname -- "$(command -v rustc)"))${toolchain:+, toolchain $toolchain}"
}

if has rustup; then
	install() { rustup toolchain install "$wanted" --profile minimal --component clippy --component rustfmt; }
fi

exports() {
	if [[ $toolchain ]]; then echo "export RUSTUP_TOOLCHAIN := $toolchain"; fi
	# The separator is that of CARGO_ENCODED_RUSTFLAGS. Sources that build scripts write are in the build folder.
	if [[ $HOST_BUILD ]]; then echo "HOST_BUILD := $HOST_BUILD"; fi
	echo "HOST_REMAP = $({ remap rustc && echo '--remap-path-prefix=$(HOST_BUILD)=/build'; } | paste -sd $'\037')"
}
