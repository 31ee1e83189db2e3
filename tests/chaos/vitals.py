"""What a running process holds: proc(5)."""

import contextlib
import os
import re
import time

from checker import Vitals, has_more_descriptors
from support import PATIENCE_SECONDS


def vitals_of(pid):
    with open(f'/proc/{pid}/status', encoding='ascii', errors='replace') as status:
        resident = re.search(r'^VmRSS:\s+(\d+) kB$', status.read(), re.MULTILINE)
    return Vitals(int(resident[1]) * 1024, descriptors_of(pid))


def vitals_at_rest(pid, first):
    """When it has no more descriptors than at first, or will not get there: the bells of the lanes
    that it lets go of are closed by a thread of their own."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while has_more_descriptors(first, vitals_of(pid)) and time.monotonic() < deadline:
        time.sleep(0.005)
    return vitals_of(pid)


def descriptors_of(pid):
    """What each is of, as the kernel names it."""
    folder = f'/proc/{pid}/fd'
    targets = []
    for name in os.listdir(folder):
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            targets.append(os.readlink(os.path.join(folder, name)))
    return targets
