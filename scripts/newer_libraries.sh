#!/bin/bash
# Brings libraries of a newer Debian into a folder, without installing anything: spdlog's and fmt's
# headers, and Catch2's sources.
#
#   scripts/newer_libraries.sh SUITE FOLDER      trixie or sid, for instance
#
# They come from where this machine's own Debian packages come from. Leaves
# FOLDER/include/{spdlog,fmt}, FOLDER/catch2 and FOLDER/versions: "spdlog fmt Catch2".
set -euo pipefail
export LC_ALL=C.UTF-8

suite=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)
readonly suite folder
readonly keyring=/usr/share/keyrings/debian-archive-keyring.gpg

fail() {
    echo "newer_libraries.sh: $1" >&2
    exit 1
}

# shellcheck disable=SC2016 # apt's own variable
own_mirror() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' |
        sort -u | head -n 1
}

# apt with a configuration and a state of its own.
private_apt() { # PROGRAM ARGUMENT...
    local program=$1
    shift
    "$program" -q -o Dir::Etc::SourceList="$folder/apt/sources.list" -o Dir::Etc::SourceParts=- \
        -o Dir::Etc::Preferences=- -o Dir::Etc::PreferencesParts=- \
        -o Dir::State::Lists="$folder/apt/lists" -o Dir::Cache="$folder/apt/cache" \
        -o Dir::State::status="$folder/apt/status" -o APT::Sandbox::User=root "$@"
}

prepare_apt() {
    local mirror
    mirror=$(own_mirror)
    if [ -z "$mirror" ]; then # what apt has may never have been read
        apt-get -q update
        mirror=$(own_mirror)
    fi
    [ -n "$mirror" ] || fail "apt has no Debian among its sources"
    mkdir -p "$folder"/apt/{lists,cache/archives}/partial
    : >"$folder/apt/status"
    printf '%s [signed-by=%s] %s %s main\n' deb $keyring "$mirror" "$suite" \
        deb-src $keyring "$mirror" "$suite" >"$folder/apt/sources.list"
    private_apt apt-get update
}

upstream_version() { # PACKAGE
    private_apt apt-cache madison "$1" | sed -n '1 s/^[^|]*| *\([0-9]*:\)\{0,1\}\([0-9.]*\).*/\2/p'
}

take_headers() {
    local package
    (cd "$folder/apt" && private_apt apt-get download libspdlog-dev libfmt-dev)
    for package in "$folder"/apt/*.deb; do
        dpkg-deb --extract "$package" "$folder/apt/unpacked"
    done
    mv "$folder/apt/unpacked/usr/include" "$folder/include"
}

take_catch2() {
    (cd "$folder/apt" && private_apt apt-get source --download-only catch2)
    mkdir -p "$folder/catch2/catch2"
    tar -xf "$folder"/apt/catch2_*.orig.tar.* -C "$folder/catch2" --strip-components=2 \
        --wildcards '*/extras/catch_amalgamated.*'
    echo '#include <catch_amalgamated.hpp>' >"$folder/catch2/catch2/catch_all.hpp"
}

exec 9>"$folder/lock"
flock 9 # another one may be at it
[ ! -e "$folder/versions" ] || exit 0
rm -rf "$folder/apt" "$folder/include" "$folder/catch2"
prepare_apt
take_headers
take_catch2
echo "$(upstream_version libspdlog-dev) $(upstream_version libfmt-dev)" \
    "$(upstream_version libcatch2-dev)" >"$folder/versions"
rm -rf "$folder/apt"
