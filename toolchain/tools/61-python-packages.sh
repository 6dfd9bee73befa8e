# componentize-py, pytest, hypothesis, mypy and ruff, in a virtual environment.
title='componentize-py, pytest, …'
wanted=$COMPONENTIZE_PY
home=$TOOLS/python-$PYTHON_VERSION-$(hash_of "$TOOLCHAIN/python/"{requirements.txt,repeatable.c,componentize-py})
doing=downloading

probe() { in_cache bin/componentize-py; }

install() {
	"$PYTHON" -m venv "$stage"
	"$stage/bin/python" -m pip install --disable-pip-version-check --require-hashes --only-binary :all: -r "$TOOLCHAIN/python/requirements.txt"
	# The scripts name the folder they were installed in.
	grep -rlIZF -- "$stage" "$stage/bin" "$stage/pyvenv.cfg" | xargs -0 sed -i "s|$stage|$home|g"
	if [[ $(uname -s) == Linux ]]; then
		cc -shared -fPIC -O2 -Wall -Wextra -Werror -o "$stage/lib/repeatable.so" "$TOOLCHAIN/python/repeatable.c"
		mv "$stage/bin/componentize-py" "$stage/lib/componentize-py"
		cp "$TOOLCHAIN/python/componentize-py" "$stage/bin/"
	fi
	came_from PyPI
}
