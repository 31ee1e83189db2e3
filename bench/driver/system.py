"""What the benchmark reads of the machine and its processes (Linux, /proc)."""

import os
import platform
import subprocess
import time

TICKS_PER_SECOND = os.sysconf('SC_CLK_TCK')

# A machine with less than this much of one CPU busy is idle enough.
IDLE_SHARE = 0.10


def read(path):
    with open(path, encoding='utf-8', errors='replace') as file:
        return file.read()


def cpu_seconds(pids):
    """Seconds that all threads of the processes have run, in nanoseconds' resolution."""
    total = 0
    for pid in pids:
        for thread in os.listdir(f'/proc/{pid}/task'):
            try:
                total += int(read(f'/proc/{pid}/task/{thread}/schedstat').split()[0])
            except FileNotFoundError:
                pass  # it just ended
    return total / 1e9


def anonymous_bytes(pids):
    """Resident memory that is neither a file's nor shared: a lane's ring is not in it."""
    total = 0
    for pid in pids:
        for line in read(f'/proc/{pid}/status').splitlines():
            if line.startswith('RssAnon:'):
                total += int(line.split()[1]) * 1024
    return total


def machine_seconds():
    """(busy, stolen) CPU seconds of the whole machine."""
    ticks = [int(word) for word in read('/proc/stat').splitlines()[0].split()[1:]]
    busy = ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]
    return busy / TICKS_PER_SECOND, ticks[7] / TICKS_PER_SECOND


def wait_until_idle(patience_seconds):
    """Returns whether the machine became idle in time."""
    deadline = time.monotonic() + patience_seconds
    while True:
        before = sum(machine_seconds())
        time.sleep(0.3)
        if (sum(machine_seconds()) - before) / 0.3 < IDLE_SHARE:
            return True
        if time.monotonic() > deadline:
            return False


def _field(path, name, separator):
    for line in read(path).splitlines():
        if line.startswith(name):
            return line.split(separator, 1)[1].strip().strip('"')
    return 'unknown'


def _version(package):
    try:
        return subprocess.run(['dpkg-query', '--show', '--showformat=${Version}', package],
                              capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 'none'


def description(folder):
    """One line about this machine; `folder` is where the logs are written."""
    file_system = subprocess.run(['stat', '--file-system', '--format=%T', folder],
                                 capture_output=True, text=True, check=False).stdout.strip()
    versions = ', '.join(f'{name} {_version(package)}' for name, package in (
        ('g++', 'g++'), ('spdlog', 'libspdlog-dev'), ('fmt', 'libfmt-dev'),
        ('rsyslog', 'rsyslog'), ('Boost.Log', 'libboost-log-dev')))
    memory = int(_field('/proc/meminfo', 'MemTotal', ':').split()[0]) // 1024
    return (f'{_field("/proc/cpuinfo", "model name", ":")}, {os.cpu_count()} CPUs, {memory} MiB, '
            f'Linux {platform.release()}, {_field("/etc/os-release", "PRETTY_NAME", "=")}, '
            f'logs on {file_system}; {versions}')
