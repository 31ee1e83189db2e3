#!/bin/bash
# Builds the packages: the source tarball, Debian's mailslog and libmailslog-dev, and with --windows
# the archive for Windows.
#
#   scripts/build_packages.sh [--windows] [FOLDER]      into FOLDER, or build/packages
#
# What comes out depends on the sources and on the compiler alone: on no folder's name and no clock.
# The date in it is that of the last commit, or the date of CHANGELOG.md where there is no git. What
# it needs and is missing is installed first (Debian 12).
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
umask 022

version=$(sed -n 's/^ *VERSION \([0-9.]*\)$/\1/p' CMakeLists.txt)
readonly version

date_of_sources() {
    if [ -e .git ]; then git log -1 --format=%ct; else stat --format=%Y CHANGELOG.md; fi
}

# What git knows and what it would add; nothing where there is no git.
pack_sources() {
    git ls-files -z --cached --others --exclude-standard |
        tar --create --null --files-from=- --sort=name --transform="s,^,mailslog-$version/," \
            --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=u+rw,go=rX |
        gzip -9n >"$folder/mailslog-$version.tar.gz"
}

build() { # PRESET
    cmake --preset "$1" >/dev/null
    cmake --build --preset "$1" -j "$(nproc)"
    (cd "build/$1" && cpack)
    find "build/$1/packages" -maxdepth 1 -type f -exec cp -t "$folder" {} +
}

main() {
    export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date_of_sources)}
    scripts/install_dependencies.sh build package ${windows:+windows}
    mkdir -p "$folder"
    if [ -e .git ]; then
        pack_sources
    fi
    build package
    if [ -n "$windows" ]; then
        build package-windows
    fi
    ls -l "$folder"
}

windows=
if [ "${1-}" = --windows ]; then
    windows=yes
    shift
fi
readonly windows folder=${1-build/packages}
main
