#!/bin/bash
# Becomes systemd, process 1 of a machine of its own (namespaces(7)): what it changes of the files
# is gone with it. For unshare(1), as root:
#
#   unshare --mount --pid --uts --ipc --cgroup --net --fork --kill-child box.sh FOLDER INSTALLED
#
# FOLDER is empty; INSTALLED has what the machine has beside the files of this one. The machine sees
# FOLDER/shared as /shared.
set -eu
readonly folder=$1 installed=$2
readonly root=$folder/box/root

mount --make-rprivate /
mkdir -p "$folder/box" "$folder/shared"
mount -t tmpfs -o mode=0755 box "$folder/box"
mkdir "$folder/box/changes" "$folder/box/work" "$root"
mount -t overlay -o "lowerdir=/,upperdir=$folder/box/changes,workdir=$folder/box/work" box "$root"
cp --recursive "$installed/." "$root"
mkdir -p "$root/shared" "$root/mnt/outside"
mount --bind "$folder/shared" "$root/shared"
mount -t proc proc "$root/proc"
mount --bind "$root/proc/sys" "$root/proc/sys" # the kernel's settings are everybody's
mount -o remount,bind,ro "$root/proc/sys"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=0755 run "$root/run"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"

mount -t tmpfs -o mode=0755 dev "$root/dev"
for device in null zero full random urandom tty; do
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 pts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"

# Nothing of the machine's own is to be started.
mkdir -p "$root/run/systemd/system"
printf '[Unit]\nDescription=Nothing\nDefaultDependencies=no\n' >"$root/run/systemd/system/box.target"

cd "$root"
pivot_root . mnt/outside
umount --lazy /mnt/outside
mount --make-rshared /
exec env --ignore-environment PATH=/usr/sbin:/usr/bin container=other /lib/systemd/systemd \
    --system --unit=box.target --log-target=null --show-status=false
