#!/bin/sh
# Installs what building and testing need, as far as it is missing (Debian 12).
#
#   scripts/install_dependencies.sh [build] [test] [bench] [windows] [package] [chroot] [versions]
#
# build: compiler, CMake and libraries; test: what test.sh uses besides; bench: what bench.sh
# measures with and beside; windows: MinGW and Wine; package: what Debian's packages are made with;
# chroot: what makes a fresh Debian to try them in; versions: what version_matrix.sh builds with.
# With no group named: build. Says nothing when nothing is missing.
set -eu

packages_of() {
    case $1 in
    build) echo g++ cmake ninja-build ccache libspdlog-dev libfmt-dev libcli11-dev \
        libgcrypt20-dev libtomlplusplus-dev zlib1g-dev nlohmann-json3-dev libcpp-httplib-dev \
        pkgconf ;;
    test) echo catch2 lnav clang libclang-rt-14-dev clang-format clang-tidy strace \
        python3 procps iproute2 bsdutils systemd samba samba-testsuite tshark groff man-db \
        mandoc pkg-config zsh prometheus chromium chromium-driver lintian ;;
    bench) echo libbenchmark-dev libboost-log-dev libboost-thread-dev rsyslog python3 valgrind ;;
    windows) echo g++-mingw-w64-x86-64-posix libgcrypt-mingw-w64-dev libz-mingw-w64-dev wine wine64 ;;
    package) echo dpkg-dev file ;;
    chroot) echo debootstrap util-linux ;;
    versions) echo g++ clang cmake ninja-build ccache libspdlog-dev libfmt-dev libgcrypt20-dev catch2 \
        pkgconf xz-utils debian-archive-keyring util-linux ;;
    *)
        echo "install_dependencies.sh: no group '$1'; there are build, test, bench, windows, package, chroot and versions" >&2
        exit 2
        ;;
    esac
}

is_installed() {
    dpkg-query --show --showformat='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

missing_of() {
    for package in "$@"; do
        is_installed "$package" || printf '%s ' "$package"
    done
}

fail() {
    echo "install_dependencies.sh: $1" >&2
    exit 1
}

# Runs the arguments as root and shows what they said only if they fail.
as_root() {
    if [ "$(id -u)" -ne 0 ]; then
        set -- sudo "$@"
    fi
    if ! said=$("$@" 2>&1 </dev/null); then
        echo "$said" | tail -n 20 >&2
        fail "\"$*\" failed; its last lines stand above"
    fi
}

[ $# -gt 0 ] || set -- build
wanted=
for group in "$@"; do
    wanted="$wanted $(packages_of "$group")"
done

if ! command -v dpkg-query >/dev/null; then
    fail "this system has no Debian packages; install by its own means what Debian calls:$wanted"
fi
# shellcheck disable=SC2086 # a list of words
missing=$(missing_of $wanted)
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ] && ! sudo -n true 2>/dev/null && ! { command -v sudo && [ -t 2 ]; } >/dev/null
then
    fail "needs root or sudo; please run as root: apt-get install $missing"
fi
echo "installing $missing"
as_root apt-get update
# shellcheck disable=SC2086 # a list of words
as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $missing

# Of it only promtool is wanted.
case " $missing " in
*' prometheus '*)
    as_root invoke-rc.d prometheus stop
    as_root update-rc.d prometheus disable
    ;;
esac
