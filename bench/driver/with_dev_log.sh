#!/bin/sh
# Runs a command that finds the socket SOCKET as /dev/log; nobody else sees it there.
#
#   unshare --mount [--map-root-user] with_dev_log.sh SOCKET COMMAND...
set -eu

socket=$1 devices=$1.dev
shift
mkdir -p "$devices"
mount -t tmpfs -o mode=755 tmpfs "$devices"
for device in null zero urandom random; do
    touch "$devices/$device"
    mount --bind "/dev/$device" "$devices/$device"
done
ln -s "$socket" "$devices/log"
mount --rbind "$devices" /dev
exec "$@"
