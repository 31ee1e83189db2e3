#!/bin/sh
# Runs a Windows program by Wine: no display, none of Wine's own chatter, a prefix of this tree's
# own unless $WINEPREFIX names another. Any number may run at once: the first makes the prefix,
# the others wait for it.
set -eu

tree=$(cd "$(dirname "$0")/.." && pwd)
export WINEPREFIX="${WINEPREFIX:-$tree/build/wine}"
export WINEDEBUG="${WINEDEBUG:--all}"
# Without these, the first start offers to download a .NET runtime and a browser engine.
export WINEDLLOVERRIDES="${WINEDLLOVERRIDES:-mscoree,mshtml=}"
unset DISPLAY

command -v wine >/dev/null || { echo "wine.sh: wine is not installed" >&2; exit 1; }
mkdir -p "$(dirname "$WINEPREFIX")"
if ! [ -e "$WINEPREFIX/.mailslog-ready" ]; then
    (
        flock 9
        if ! [ -e "$WINEPREFIX/.mailslog-ready" ]; then
            wine wineboot --init </dev/null >/dev/null 2>&1 9>&-
            wineserver -w
            touch "$WINEPREFIX/.mailslog-ready"
        fi
    ) 9>"$WINEPREFIX.lock" || { echo "wine.sh: can't make the prefix $WINEPREFIX" >&2; exit 1; }
fi
exec wine "$@"
