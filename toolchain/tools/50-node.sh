# Node: the machine's own if it is new enough, else one from npm (which an older Node brings).
title=Node
wanted="$NODE_MIN or later"
home=$TOOLS/node-$NODE
doing=downloading
advice="Install Node $NODE_MIN or later (https://nodejs.org)."

probe() {
	if has node && seen=$(version_in "$(node --version)") && at_least "$NODE_MIN" "$seen"; then
		found=$seen from="PATH ($(dirname -- "$(command -v node)"))"
	else
		in_cache bin/node && found=$NODE
	fi
}

if has npm && [[ $(uname -s) == Linux ]]; then
	install() {
		cd "$stage"
		cp "$TOOLCHAIN"/node/runtime/package*.json .
		npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
		mv node_modules/node-linux-*/bin bin
		rm -r node_modules package*.json
		came_from npm
	}
fi
