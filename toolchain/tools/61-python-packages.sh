# componentize-py, pytest, hypothesis, mypy and ruff, in a virtual environment.
title='componentize-py, pytest, …'
wanted=$COMPONENTIZE_PY
home=$TOOLS/python-$PYTHON_VERSION-$(hash_of "$TOOLCHAIN/python/"{requirements.txt,repeatable.c,componentize-py})
doing=downloading

probe() { in_cache bin/componentize-py; }

install() {
	python_packages "$PYTHON" "$TOOLCHAIN/python/requirements.txt"
	if [[ $(uname -s) == Linux ]]; then
		cc -shared -fPIC -O2 -Wall -Wextra -Werror -o "$stage/lib/repeatable.so" "$TOOLCHAIN/python/repeatable.c"
		mv "$stage/bin/componentize-py" "$stage/lib/componentize-py"
		cp "$TOOLCHAIN/python/componentize-py" "$stage/bin/"
	fi
}
