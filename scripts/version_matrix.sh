#!/bin/bash
# Builds what an application links with each of the versions that it is meant for, and runs its unit
# tests: compilers, C++ standards, and spdlog, fmt and Catch2 of Debian 12 and of newer Debians.
#
#   scripts/version_matrix.sh              all; prints the table of docs/versions.md
#   scripts/version_matrix.sh --corners    the oldest of all, and the newest of all
#   scripts/version_matrix.sh ROW...       such as 'clang++ 20 sid bookworm', see below
#
# The newer libraries are kept in ~/.cache/mailslog for the next time; delete them to have them anew.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8 CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1 \
    CCACHE_SLOPPINESS=pch_defines,time_macros
readonly folder=$PWD/build/versions libraries=${XDG_CACHE_HOME:-$HOME/.cache}/mailslog

# Each row: compiler, standard, the Debian whose spdlog and fmt it has, the one whose Catch2.
readonly corners='g++ 17 bookworm bookworm
clang++ 23 sid sid'

# Catch2's version is no matter of the libraries': one for each compiler and standard.
all_rows() {
    local build suite
    for build in 'g++ 17 bookworm' 'g++ 20 trixie' 'g++ 23 sid' \
        'clang++ 17 bookworm' 'clang++ 20 bookworm' 'clang++ 23 sid'; do
        for suite in bookworm trixie sid; do
            echo "${build% *} $suite ${build##* }"
        done
    done
}

installed_version() { # PACKAGE
    dpkg-query --show --showformat='${Version}' "$1" | sed 's/^[0-9]*://; s/[^0-9.].*//'
}

# "spdlog fmt Catch2" of a Debian.
versions_of() { # SUITE
    if [ "$1" = bookworm ]; then
        echo "$(installed_version libspdlog-dev) $(installed_version libfmt-dev)" \
            "$(installed_version catch2)"
    else
        cat "$libraries/$1/versions"
    fi
}

bring_libraries() { # SUITE...
    local suite
    for suite in "$@"; do
        [ "$suite" = bookworm ] ||
            scripts/newer_libraries.sh "$suite" "$libraries/$suite" >"$folder/$suite.log" 2>&1 ||
            { tail -n 5 "$folder/$suite.log" >&2 && return 1; }
    done
}

build_and_test() { # COMPILER STANDARD SPDLOG_FOLDER CATCH2_FOLDER BUILD
    cmake -S tests/versions -B "$5" -G Ninja -DCMAKE_CXX_COMPILER="$1" \
        -DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_STANDARD="$2" -DVERSIONS_SPDLOG="$3" \
        -DVERSIONS_CATCH2="$4" &&
        cmake --build "$5" -j "$(nproc)" &&
        (cd "$5" && timeout 300 ./unit_tests)
}

run_row() { # COMPILER STANDARD LIBRARIES_SUITE CATCH2_SUITE
    local build=$folder/$1-$2-$3-$4 spdlog_folder='' catch2_folder='' spdlog fmt catch2 result
    read -r spdlog fmt _ <<<"$(versions_of "$3")"
    read -r _ _ catch2 <<<"$(versions_of "$4")"
    [ "$3" = bookworm ] || spdlog_folder=$libraries/$3/include
    [ "$4" = bookworm ] || catch2_folder=$libraries/$4/catch2
    if build_and_test "$1" "$2" "$spdlog_folder" "$catch2_folder" "$build" >"$build.log" 2>&1; then
        result=$(sed -nE 's/^All tests passed \(.* in (.*)\)/\1 passed/p' "$build.log")
    else
        result="FAILED: ${build#"$PWD/"}.log"
        tail -n 20 "$build.log" >&2
    fi
    echo "| $1 $("$1" -dumpfullversion -dumpversion) | C++$2 | $spdlog | $fmt | $catch2 | $result |"
    [ "${result%%:*}" != FAILED ]
}

# Two at a time: while the tests of one wait for something, the other is compiled.
run_rows() { # ROW...
    local failed=0 i
    local -a rows=("$@") started=()
    for ((i = 0; i <= $#; ++i)); do
        if ((i < $#)); then
            # shellcheck disable=SC2086 # a list of words
            run_row ${rows[i]} >"$folder/row_$i" &
            started+=($!)
        fi
        if ((i > 0)); then
            wait "${started[i - 1]}" || failed=1
            cat "$folder/row_$((i - 1))"
        fi
    done
    return $failed
}

mkdir -p "$folder"
case ${1-} in
--corners) mapfile -t rows <<<"$corners" ;;
'') mapfile -t rows <<<"$(all_rows)" ;;
-*)
    echo "version_matrix.sh: there is --corners, a row, or nothing" >&2
    exit 2
    ;;
*) rows=("$@") ;;
esac
scripts/install_dependencies.sh versions
# shellcheck disable=SC2046 # a list of words
bring_libraries $(printf '%s\n' "${rows[@]}" | awk '{ print $3; print $4 }' | sort -u)
echo '| compiler | standard | spdlog | fmt | Catch2 | unit tests of slots and sink |'
echo '|---|---|---|---|---|---|'
run_rows "${rows[@]}"
