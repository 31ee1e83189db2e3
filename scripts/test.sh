#!/bin/bash
# Builds and tests everything: a line for each step, and the end of its log where one fails.
#
#   scripts/test.sh [STEP...]      all steps, or those named
#
# Steps: format dev package versions tidy asan tsan mingw. What they need and is missing is installed
# first (Debian 12). Full logs stay in build/logs.
set -uo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8 WINEDEBUG=-all WINEPREFIX=$PWD/build/wine

readonly all_steps='format dev package versions tidy asan tsan mingw'
jobs=$(nproc)
readonly jobs

our_sources() {
    git ls-files --cached --others --exclude-standard '*.h' '*.cpp'
}

build_and_test() { # PRESET
    cmake --preset "$1" && cmake --build --preset "$1" -j "$jobs" &&
        ctest --preset "$1" -j $((2 * jobs)) # most of them wait for something
}

step_format() {
    our_sources | xargs clang-format --dry-run -Werror
}

step_dev() {
    build_and_test dev
}

step_package() {
    scripts/check_packages.sh --quick
}

step_versions() {
    scripts/version_matrix.sh --corners
}

# Only what is shipped: the tests' sources would take longer than all the rest.
step_tidy() {
    cmake --preset dev && scripts/tidy.py
}

# By clang, which brings libFuzzer: this is where the fuzz targets run, too.
step_asan() {
    build_and_test asan
}

step_tsan() {
    build_and_test tsan
}

step_mingw() {
    build_and_test mingw # cmake/wine.sh makes the prefix
    local result=$?
    wineserver --kill
    return $result
}

# Of tests that failed, their own last lines; of all else, the end.
failure_in() { # LOG
    awk '/^ *[0-9]+\/[0-9]+ Test +#/ || /^ +Start +[0-9]+:/ || /tests passed, / {
             for (i = n > 25 ? n - 24 : 1; i <= n; ++i) print lines[i]
             failed = n = 0
         }
         /\*\*\*(Failed|Timeout|Exception|Not Run)/ { print; failed = found = 1; next }
         failed { lines[++n] = $0 }
         END { exit !found }' "$1" || tail -n 40 "$1"
}

run_step() { # STEP
    local log=build/logs/$1.log begun=$SECONDS
    if "step_$1" >"$log" 2>&1; then
        printf '%-8s ok      %4d s\n' "$1" $((SECONDS - begun))
        return
    fi
    printf '%-8s FAILED  %4d s; from %s:\n' "$1" $((SECONDS - begun)) "$log"
    failure_in "$log"
    return 1
}

main() {
    local step
    for step in "$@"; do
        case " $all_steps " in
        *" $step "*) ;;
        *)
            echo "test.sh: no step '$step'; there are: $all_steps" >&2
            return 2
            ;;
        esac
    done
    mkdir -p build/logs
    scripts/install_dependencies.sh build test package windows versions || return 1
    for step in "$@"; do
        run_step "$step" || return 1
    done
    echo "all passed in $SECONDS s"
}

[ $# -gt 0 ] || set -- $all_steps
main "$@"
