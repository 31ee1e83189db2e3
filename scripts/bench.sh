#!/bin/bash
# Measures mailslog beside what people would pick instead and beside the limit, and prints a table
# with each figure beside its goal. Installs what is missing first (Debian 12).
#
#   scripts/bench.sh [--quick] [--only GOAL,...] [--rounds N] [--long]
#   scripts/bench.sh --parts      encode, decode, format, ...: each alone, by Google Benchmark
#
# About 15 minutes on an idle machine, 4 with --quick. Each run stays in build/bench/results-*.jsonl,
# the table in the .md beside it.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8

readonly log=build/logs/bench.log

mkdir -p build/logs
scripts/install_dependencies.sh build bench
if ! { cmake --preset bench && cmake --build --preset bench; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "bench.sh: building failed; the end of $log stands above" >&2
    exit 1
fi
if [ "${1:-}" = --parts ]; then
    exec build/bench/bench/bench_parts "${@:2}"
fi
exec python3 -B bench/goals.py "$@"
