# jco, binaryen's wasm-opt, eslint and typescript; what tests drive a browser with, and look for barriers in a page with.
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
	local folder place
	for folder in js-host templates/stage workshop examples/playground; do
		place=$ROOT/$folder/node_modules
		if [[ -d $ROOT/$folder && $(readlink "$place") != "$home/node_modules" ]]; then ln -sfn "$home/node_modules" "$place"; fi
	done
}

exports() {
	echo "export NODE_MODULES := $home/node_modules"
	echo "export WASMOPT := $home/node_modules/.bin/wasm-opt"
}
