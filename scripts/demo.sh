#!/bin/bash
# Shows mailslog at work: installs what is missing (Debian 12), builds, and runs one collector and
# three applications for some seconds.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8

readonly build=build/demo log=build/demo.log

# Shows what a step has said only if it fails.
quietly() { # WHAT COMMAND...
    echo "$1"
    if ! "${@:2}" >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        echo "demo.sh: $1: failed; the end of $log stands above" >&2
        exit 1
    fi
}

mkdir -p build
scripts/install_dependencies.sh build
quietly 'configuring' cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DMAILSLOG_BUILD_TESTS=OFF
quietly 'building (some minutes at first)' cmake --build "$build"
exec examples/three_apps.sh "$build"
