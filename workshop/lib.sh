# Functions for the checks. A check runs in the copy, and stops at the first thing that is still wrong.
set -euo pipefail

wrong() {
    echo "not yet: $*"
    exit 1
}

# Runs an input through a host, and fails if the run does. Rejected records are fine.
run() { # HOST INPUT
    rm -rf "build/check/$1"
    mkdir -p build/check
    local code=0
    "bin/$1" run "$2" --out "build/check/$1" >build/check/log 2>&1 || code=$?
    [ "$code" -le 1 ] || wrong "bin/$1 run $2: $(grep -m 1 '^error' build/check/log || head -n 1 build/check/log)"
}

# Runs both hosts, which must write the same bytes. Node runs what was translated last.
run_both() { # INPUT
    run pipeline "$1"
    run pipeline-node "$1"
    diff -r build/check/pipeline build/check/pipeline-node >/dev/null || wrong 'the two hosts wrote different bytes'
}

# Compares two texts.
same() { # WHAT FOUND EXPECTED
    [ "$2" = "$3" ] || wrong "$1: found \`$(echo $2)\`, expected \`$(echo $3)\`"
}

# The addresses of the accepted users, and the record numbers of the rejected ones.
accepted() { sed -n 's/.*"email":"\([^"]*\)".*/\1/p' build/check/pipeline/users.ndjson; }
rejected() { sed -n 's/^{"record":\([0-9]*\),.*/\1/p' build/check/pipeline/rejects.ndjson; }
