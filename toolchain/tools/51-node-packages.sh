# jco, binaryen's wasm-opt, eslint, typescript, and for tests playwright and axe.
title='jco, wasm-opt, eslint, tsc'
wanted=$JCO
home=$TOOLS/node-packages-$(hash_of "$TOOLCHAIN"/node/package*.json)
doing=downloading

probe() { in_cache node_modules/.bin/jco; }

# `npm ci` refuses a lock file that lacks what a registry doesn't carry, though only other platforms want it.
# So: install by the lock file, then make sure that nothing else came along.
install() {
	cd "$stage"
	cp "$TOOLCHAIN"/node/package*.json .
	npm install --ignore-scripts --no-audit --no-fund --loglevel=error
	node "$TOOLCHAIN/node/check-lock.mjs" "$TOOLCHAIN/node/package-lock.json" node_modules/.package-lock.json
	came_from npm
}

link() {
	# Node, eslint and tsc look for it in a folder and all those above.
	if [[ $(readlink "$ROOT/node_modules") != "$home/node_modules" ]]; then ln -sfn "$home/node_modules" "$ROOT/node_modules"; fi
}

exports() {
	echo "export NODE_MODULES := $home/node_modules"
	echo "export WASMOPT := $home/node_modules/.bin/wasm-opt"
}
