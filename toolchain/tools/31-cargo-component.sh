# cargo-component: builds the Rust components.
title=cargo-component
wanted=$CARGO_COMPONENT
home=$TOOLS/cargo-component-$wanted
minutes=2

probe() { on_path cargo-component || in_cache bin/cargo-component; }
install() { cargo_tool cargo-component; }
