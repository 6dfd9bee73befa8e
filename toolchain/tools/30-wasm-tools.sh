# wasm-tools: looks into components, strips and validates them.
title=wasm-tools
wanted=$WASM_TOOLS
home=$TOOLS/wasm-tools-$wanted
minutes=1

probe() { on_path wasm-tools || in_cache bin/wasm-tools; }
install() { cargo_tool wasm-tools --no-default-features --features component,print,parse,validate,strip,metadata,objdump; }
