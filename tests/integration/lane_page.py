"""A look at the lanes of running processes: docs/datagram.md, "The lane"."""

import mmap
import os
import struct

LOGGED = 192
ASLEEP = 256
MAGIC = b'msllane1'


class LanePage:
    """The first page of a sender's lane, which stays readable after the sender's end."""

    def __init__(self, descriptor):
        self.inode = os.fstat(descriptor).st_ino
        self._memory = mmap.mmap(descriptor, mmap.PAGESIZE, mmap.MAP_SHARED, mmap.PROT_READ)

    def is_made(self):
        return self._memory[:len(MAGIC)] == MAGIC

    def _number(self, offset):
        return struct.unpack_from('<Q', self._memory, offset)[0]

    def logged(self):
        return self._number(LOGGED)

    def asks_for_bell(self):
        """Whether the collector sleeps until the sender's next line."""
        return struct.unpack_from('<I', self._memory, ASLEEP)[0] == 1


def lane_page_of(pid):
    """The page of a process that has one lane; nothing while it has none, or is making it."""
    folder = f'/proc/{pid}/fd'
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        try:
            if os.readlink(path).startswith('/memfd:mailslog-lane'):
                return open_page(path)
        except FileNotFoundError:
            pass  # closed meanwhile
    return None


def open_page(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        page = LanePage(descriptor) if os.fstat(descriptor).st_size > mmap.PAGESIZE else None
    finally:
        os.close(descriptor)
    return page if page and page.is_made() else None


def lanes_held_by(pid):
    """The inodes of the lanes that a process has mapped (proc(5), maps); none if it is gone."""
    try:
        with open(f'/proc/{pid}/maps', encoding='ascii', errors='replace') as maps:
            return {int(line.split()[4]) for line in maps if '/memfd:mailslog-lane' in line}
    except (FileNotFoundError, ProcessLookupError):
        return set()


def has_memory(pid):
    """Not from its death on, which takes time: what was read of its maps then may be a part."""
    try:
        with open(f'/proc/{pid}/maps', encoding='ascii', errors='replace') as maps:
            return bool(maps.readline())
    except (FileNotFoundError, ProcessLookupError):
        return False
