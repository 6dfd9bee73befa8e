#!/bin/sh
# usage: componentize.sh WIT WORLD OUTPUT [debug | full | faults]
# Makes the component from src/; `debug` and `full` with names, `faults` with names and faults that tests trigger. The component is a
# snapshot of a Python that has imported `component`. It is therefore built from a copy of src/ that has only sources, in a
# fixed order, and without the machine's packages.
set -eu
wit=$1 world=$2 output=$3 variant=${4-}
app=component stripped='^[^p]'
[ -z "$variant" ] || stripped='^$'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$work/venv/lib/site-packages" "$work/src" "$(dirname "$output")"
(cd src && find . -name '*.py' | LC_ALL=C sort | tar -cf - -T -) | tar -xf - -C "$work/src"
if [ "$variant" = faults ]; then
    cp faults/faulty.py "$work/src"
    app=faulty
fi

VIRTUAL_ENV=$work/venv componentize-py --quiet -d "$wit" -w "$world" \
    componentize --stub-wasi -p "$work/src" "$app" -o "$work/reporter.wasm"
# Keeps of the custom sections only `producers`, which names the tools; a variant keeps all.
wasm-tools strip --delete "$stripped" "$work/reporter.wasm" -o "$work/stripped.wasm"
wasm-tools validate "$work/stripped.wasm"

# A report is computed from its arguments alone, so only types may be imported.
imports=$(wasm-tools component wit "$work/stripped.wasm" | grep -E '^ +import ' | grep -vE '/types@[0-9.]+;$' || true)
if [ -n "$imports" ]; then
    printf 'error: build `%s`: found imports beside types, expected none:\n%s\n' "$output" "$imports" >&2
    exit 1
fi
mv "$work/stripped.wasm" "$output"
