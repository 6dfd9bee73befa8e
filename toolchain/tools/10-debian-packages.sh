# What TinyGo is built with and links by, and what the machine's Python may lack. All from Debian, or its kin.
title='Debian packages'
wanted="LLVM $LLVM, C++"
doing=installing

packages=()
if ! has c++; then packages+=(g++); fi
if has python3 && ! python3 -c 'import ensurepip, venv' 2>/dev/null; then packages+=(python3-venv); fi
# A released TinyGo brings its own LLVM, and so does that of a kit.
if [[ ! $KIT && $(version_in "$(tinygo version 2>/dev/null)") != "$TINYGO" ]]; then
	packages+=(g++ "llvm-$LLVM-dev" "libclang-$LLVM-dev" "clang-$LLVM" "lld-$LLVM" "libclang-rt-$LLVM-dev-wasm32" wasi-libc)
fi

probe() {
	lacking=("${packages[@]}")
	advice="This isn't a Debian system: put TinyGo $TINYGO's release and a C++ compiler on PATH."
	if is_debian; then
		mapfile -t lacking < <(missing_packages "${packages[@]}")
		advice="Run, as root: apt-get update && $(apt_command "${lacking[@]}")"
	fi
	if ((${#lacking[@]})); then
		seen="not all: no ${lacking[*]}"
		return 1
	fi
	found=yes from=Debian
	if ((${#packages[@]} == 0)); then found='not needed' from=; fi
}

if is_debian && ((EUID == 0)); then
	install() { apt_install "${lacking[@]}"; }
fi
