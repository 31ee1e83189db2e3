#!/bin/bash
# Kills, stops and starves a real collector and its senders, and checks that nothing is lost
# silently, repeated or torn.
#
#   scripts/chaos.sh --minutes N [--seed S]   mixed runs of 20 s with the seeds S, S+1, ...; at least one
#   scripts/chaos.sh --kills N [--seed S]     one run that kills the collector N times
#
# Each run says its seed. The first one that fails ends it all; --minutes 0 with its seed repeats it.
# Anything more is handed to tests/chaos/chaos.py (--show, --only ACTION..., --try ACTION).
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8 PYTHONPATH=$PWD/tests/integration MAILSLOG_BUILD=$PWD/build/dev

usage() {
    sed -n '2,9s/^#\( \|$\)//p' "$0" >&2
    exit 2
}

minutes='' kills='' seed=$((RANDOM * 32768 + RANDOM)) more=()
while [ $# -gt 0 ]; do
    case $1 in
    --minutes | --kills | --seed)
        [[ ${2:-} =~ ^[0-9]+$ ]] || usage
        declare "${1#--}=$2"
        shift
        ;;
    --help) usage ;;
    *) more+=("$1") ;;
    esac
    shift
done
[ -n "$minutes$kills" ] || usage

play() {
    python3 -B tests/chaos/chaos.py --seed "$seed" "$@" "${more[@]}"
}

mkdir -p build/logs
if ! { cmake --preset dev && cmake --build --preset dev --target mailslog mailslog_faulty steady_sender; } \
    >build/logs/chaos.log 2>&1; then
    tail -n 20 build/logs/chaos.log >&2
    exit 1
fi

if [ -n "$kills" ]; then
    play --kills "$kills" --lossless
    exit
fi
SECONDS=0 runs=0
while [ "$runs" -eq 0 ] || [ "$SECONDS" -lt $((minutes * 60)) ]; do
    play --seconds 20
    runs=$((runs + 1)) seed=$((seed + 1))
done
echo "$runs runs passed in $SECONDS s"
