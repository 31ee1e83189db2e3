#!/bin/bash
# Three applications and one collector: runs them together, and shows the log that they share.
#
#   examples/three_apps.sh [BUILD_FOLDER]
#
# Slot and log live in a folder of their own, which is deleted at the end; so is every process.
set -euo pipefail

readonly build=${1:-build/demo}
readonly mailslog=$build/collector/mailslog app_logger=$build/examples/app_logger
readonly most_seconds=30 # for anything to happen

fail() {
    echo "three_apps.sh: $1" >&2
    exit 1
}

[ -x "$mailslog" ] && [ -x "$app_logger" ] || fail "no mailslog and app_logger built in $build"

folder=$(mktemp -d)
readonly folder log=$folder/all.log
export MAILSLOT_DIR=$folder/slots
collector=
apps=()

clean_up() {
    # shellcheck disable=SC2086 # no process, no word
    kill $collector "${apps[@]}" 2>/dev/null || true
    wait
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

"$mailslog" collect --file "$log" --rotate-size 24K >"$folder/summary" 2>"$folder/errors" &
collector=$!
for name in orders billing shipping; do
    "$app_logger" --name "$name" --lines 250 --threads 2 --rate 100 >"$folder/$name.stats" &
    apps+=($!)
done

echo
echo "three applications log; mailslog tail -n 12 all.log shows:"
deadline=$((SECONDS + most_seconds))
until [ -s "$log" ]; do
    kill -0 "$collector" 2>/dev/null || fail "the collector ended: $(cat "$folder/errors")"
    [ "$SECONDS" -lt "$deadline" ] || fail "no line arrived in $most_seconds s"
    sleep 0.1
done
for app in "${apps[@]}"; do
    wait "$app" || fail "an application failed"
done
apps=()
kill -INT "$collector"
wait "$collector" || fail "the collector failed: $(cat "$folder/errors")"
collector=

"$mailslog" tail -n 12 "$log"
echo
echo "its files, rotated at 24 KiB:"
(cd "$folder" && wc -c -l all*.log)
echo
echo "what the collector says at its end:"
cat "$folder/summary"
