# The kit that this checkout was unpacked from, if any: Rust, Go, and what the tools would download. `toolchain/kit` makes one.
title=Kit
wanted='not needed'
advice="Unpack the kit on another machine or in another folder, or work in a clone, which installs the tools."

probe() {
	local platform glibc
	found=no
	[[ $KIT ]] || return 0
	platform=$(<"$KIT/platform") glibc=$(<"$KIT/glibc")
	wanted="$platform, glibc $glibc or later, a path without spaces"
	seen="$(uname -sm), glibc $(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d ' ' -f 2), \`$KIT\`"
	[[ $seen == "$platform,"* && $KIT != *[[:space:]]* ]] && at_least "$glibc" "$(version_in "${seen#*glibc}")" || return 1
	if [[ -L $place && $(stat -c %u "$place") != "$EUID" ]] || [[ -e $place && ! -L $place ]]; then
		seen="\`$place\` of another user" advice="Remove it."
		return 1
	fi
	found=yes from=$KIT bin=$KIT/tools/rust/bin:$KIT/tools/go/bin wanted=$platform
	export CARGO_HOME=$place/cargo CARGO_NET_OFFLINE=true GOMODCACHE=$KIT/go-modules GOPROXY=off GOTOOLCHAIN=local \
		PIP_NO_INDEX=1 PIP_FIND_LINKS=$KIT/wheels
}

# cargo compiles a dependency again if its sources or the build folder have another path. So these are the same on every machine.
link() {
	if [[ $KIT && $(readlink "$place") != "$KIT" ]]; then ln -sfn "$KIT" "$place"; fi
}

exports() {
	local name
	[[ $KIT ]] || return 0
	for name in CARGO_HOME CARGO_NET_OFFLINE GOMODCACHE GOPROXY GOTOOLCHAIN PIP_NO_INDEX PIP_FIND_LINKS; do
		echo "export $name := ${!name}"
	done
}
