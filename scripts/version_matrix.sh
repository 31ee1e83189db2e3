#!/bin/bash
# Builds what an application links with each of the versions that it is meant for, and runs its unit
# tests: compilers, C++ standards, and spdlog, fmt and Catch2 of Debian 12 and of newer Debians.
#
#   scripts/version_matrix.sh              all; prints the table of docs/versions.md
#   scripts/version_matrix.sh --corners    the oldest of all, and the newest of all
#   scripts/version_matrix.sh ROW...       such as 'clang++ 20 sid bookworm', see below
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8 CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1 \
    CCACHE_SLOPPINESS=pch_defines,time_macros
readonly folder=$PWD/build/versions

# Each row: compiler, standard, the Debian whose spdlog and fmt it has, the one whose Catch2.
readonly corners='g++ 17 bookworm bookworm
clang++ 23 trixie trixie'

# Catch2's version is no matter of the libraries': one for each compiler and standard.
rows() {
    local build libraries
    for build in 'g++ 17 bookworm' 'g++ 20 trixie' 'g++ 23 sid' \
        'clang++ 17 bookworm' 'clang++ 20 bookworm' 'clang++ 23 trixie'; do
        for libraries in bookworm trixie sid; do
            echo "${build% *} $libraries ${build##* }"
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
        scripts/newer_libraries.sh "$1" "$folder/$1" >"$folder/$1.log" 2>&1 ||
            { tail -n 5 "$folder/$1.log" >&2 && return 1; }
        cat "$folder/$1/versions"
    fi
}

build_and_test() { # COMPILER STANDARD SPDLOG_FOLDER CATCH2_FOLDER BUILD
    cmake -S tests/versions -B "$5" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_COMPILER="$1" \
        -DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_STANDARD="$2" -DVERSIONS_SPDLOG="$3" \
        -DVERSIONS_CATCH2="$4" &&
        cmake --build "$5" &&
        (cd "$5" && timeout 300 ./unit_tests)
}

run_row() { # COMPILER STANDARD LIBRARIES_SUITE CATCH2_SUITE
    local build=$folder/$1-$2-$3-$4 spdlog_folder='' catch2_folder='' spdlog fmt catch2 result
    read -r spdlog fmt _ <<<"$(versions_of "$3")"
    read -r _ _ catch2 <<<"$(versions_of "$4")"
    [ "$3" = bookworm ] || spdlog_folder=$folder/$3/include
    [ "$4" = bookworm ] || catch2_folder=$folder/$4/catch2
    if build_and_test "$1" "$2" "$spdlog_folder" "$catch2_folder" "$build" >"$build.log" 2>&1; then
        result=$(sed -nE 's/^All tests passed \((.*)\)/\1/p' "$build.log")
    else
        result="FAILED: ${build#"$PWD/"}.log"
        failed=1
    fi
    echo "| $1 $("$1" -dumpfullversion -dumpversion) | C++$2 | $spdlog | $fmt | $catch2 | $result |"
}

failed=0
mkdir -p "$folder"
case ${1-} in
--corners) wanted=$corners ;;
'') wanted=$(rows) ;;
-*)
    echo "version_matrix.sh: there is --corners, a row, or nothing" >&2
    exit 2
    ;;
*) wanted=$(printf '%s\n' "$@") ;;
esac
echo '| compiler | standard | spdlog | fmt | Catch2 | unit tests of slots and sink |'
echo '|---|---|---|---|---|---|'
while read -r row; do
    # shellcheck disable=SC2086 # a list of words
    run_row $row
done <<<"$wanted"
exit $failed
