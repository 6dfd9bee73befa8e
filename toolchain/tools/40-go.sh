# go: builds TinyGo and wit-bindgen-go, and runs the native tests of the Go parts.
title=Go
wanted="$GO_MIN or later"
advice="Install Go $GO_MIN or later (https://go.dev/dl)."

probe() {
	has go && seen=$(cd "$TOOLCHAIN/go" && version_in "$(go version 2>/dev/null)") && at_least "$GO_MIN" "$seen" || return 1
	found=$seen from="PATH ($(dirname -- "$(command -v go)"))"
}
