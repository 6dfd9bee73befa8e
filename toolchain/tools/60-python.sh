# python3: the newest that PATH has, if it is new enough.
title=Python
wanted="$PYTHON_MIN or later"
advice="Install Python $PYTHON_MIN or later."
PYTHONS=(python3.14 python3.13 python3.12 python3.11)

probe() {
	local name
	for name in python3 "${PYTHONS[@]}"; do
		PYTHON=$(command -v $name) && seen=$("$PYTHON" -c 'import platform; print(platform.python_version())' 2>/dev/null) || continue
		at_least "$PYTHON_MIN" "$seen" || continue
		found=$seen from="PATH ($(dirname -- "$PYTHON"))" PYTHON_VERSION=$seen
		return
	done
	return 1
}
