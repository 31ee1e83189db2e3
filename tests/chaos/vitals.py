"""What a running process holds: proc(5)."""

import os
import re

from checker import Vitals


def vitals_of(pid):
    with open(f'/proc/{pid}/status', encoding='ascii', errors='replace') as status:
        resident = re.search(r'^VmRSS:\s+(\d+) kB$', status.read(), re.MULTILINE)
    return Vitals(int(resident[1]) * 1024, len(os.listdir(f'/proc/{pid}/fd')))


def is_stopped(pid):
    """By SIGSTOP, or gone for good."""
    try:
        with open(f'/proc/{pid}/stat', encoding='ascii', errors='replace') as stat:
            return stat.read().rpartition(')')[2].split()[0] in 'TZX'
    except FileNotFoundError:
        return True
