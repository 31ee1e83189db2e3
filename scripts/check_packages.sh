#!/bin/bash
# Builds the packages twice, in two folders, and says whether both are the same; then tests them.
#
#   scripts/check_packages.sh --quick    compiled files may come from ccache; from an unpacked package
#   scripts/check_packages.sh            all compiled anew the second time; the archive for Windows,
#                                        too; in a fresh Debian 12 (debootstrap, as root)
set -euo pipefail
cd "$(dirname "$0")/.."

readonly first=build/packages second=build/packages_again

fail() {
    echo "check_packages.sh: $1" >&2
    exit 1
}

# From the tarball, as somebody would who has nothing else, and in a folder of another length.
build_again() {
    rm -rf "$second"
    mkdir -p "$second/from_a_tarball"
    tar -xzf "$first"/mailslog-*.tar.gz -C "$second/from_a_tarball"
    (cd "$second/from_a_tarball"/mailslog-* && scripts/build_packages.sh "$@" packages)
}

compare() {
    local package
    for package in "$second/from_a_tarball"/mailslog-*/packages/*; do
        cmp "$first/${package##*/}" "$package" || fail "${package##*/} is another one when built again"
        echo "built twice, the same: ${package##*/}"
    done
}

run_test() { # NAME
    MAILSLOG_PACKAGES=$PWD/$first PYTHONPATH=tests/integration \
        python3 -B "tests/package/$1_test.py" --verbose
}

rm -rf "$first"
case ${1-} in
--quick)
    scripts/install_dependencies.sh build test package
    scripts/build_packages.sh
    build_again
    compare
    run_test debian
    ;;
'')
    scripts/install_dependencies.sh build test package windows chroot
    scripts/build_packages.sh --windows
    CCACHE_DISABLE=1 build_again --windows
    compare
    run_test debian
    run_test fresh_debian
    ;;
*)
    echo "check_packages.sh: there is --quick, or nothing" >&2
    exit 2
    ;;
esac
