"""Holds the kernel's lock of a pipe, for whose write end a number is given: writes into it from a
page whose fault nobody ends (userfaultfd(2)), until it is killed. Run as a program."""

import ctypes
import fcntl
import mmap
import os
import platform
import struct
import subprocess
import sys

from support import wait_until

SYS_USERFAULTFD = {'x86_64': 323, 'aarch64': 282}
# linux/userfaultfd.h
UFFD_API, UFFDIO_API = 0xAA, 0xC018AA3F
UFFDIO_REGISTER, REGISTER_MODE_MISSING = 0xC020AA00, 1
REFUSED = 77


def hold(ringer):
    libc = ctypes.CDLL(None, use_errno=True)
    number = SYS_USERFAULTFD.get(platform.machine())
    faults = libc.syscall(number, os.O_CLOEXEC) if number else -1
    if faults < 0:
        sys.exit(REFUSED)
    fcntl.ioctl(faults, UFFDIO_API, struct.pack('QQQ', UFFD_API, 0, 0))
    page = mmap.mmap(-1, mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    fcntl.ioctl(faults, UFFDIO_REGISTER,
                struct.pack('QQQQ', address, mmap.PAGESIZE, REGISTER_MODE_MISSING, 0))
    os.write(ringer, memoryview(page)[:1])


def start_holder(ringer):
    """Returns the process that holds the pipe, or nothing where the system lets nobody."""
    holder = subprocess.Popen([sys.executable, '-B', __file__, str(ringer)], pass_fds=[ringer])

    def is_settled():
        with open(f'/proc/{holder.pid}/wchan', encoding='ascii') as place:
            return holder.poll() is not None or place.read() == 'handle_userfault'
    wait_until(is_settled, 'somebody to hold the pipe')
    return holder if holder.poll() is None else None


if __name__ == '__main__':
    hold(int(sys.argv[1]))
