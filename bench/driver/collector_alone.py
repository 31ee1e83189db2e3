"""The figures that are the collector's own: idle CPU, delay, memory."""

import os
import re
import shutil
import subprocess
import tempfile
import time

from . import peers, run, system


class Stage:
    """A collector in a folder of its own."""

    def __init__(self, programs, data_folder):
        os.makedirs(data_folder, exist_ok=True)
        self.folder = tempfile.mkdtemp(prefix='run-', dir=data_folder)
        self.peer = peers.PEERS['mailslog'](programs, self.folder)

    def __enter__(self):
        self.peer.start()
        return self

    def __exit__(self, *_):
        self.peer.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start_senders(self, count, lines, rate, number=0):
        senders = []
        for index in range(count):
            sender = subprocess.Popen(
                self.peer.command() + ['--lines', str(lines), '--rate', str(rate), '--number',
                                       str(number + index), '--spins', '0'],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            senders.append(sender)
        for sender in senders:
            sender.stdout.readline()
        return senders


def let_go(senders):
    for sender in senders:
        sender.stdin.write(b'g')
        sender.stdin.flush()


def end(senders):
    for sender in senders:
        sender.kill()
        sender.communicate()


def idle_share(programs, data_folder, senders, seconds):
    """The share of a CPU that the collector takes; each sender has logged a line, and waits."""
    with Stage(programs, data_folder) as stage:
        running = stage.start_senders(senders, 2, 1e-3)
        let_go(running)  # the first line comes at once, the second not while we look
        time.sleep(2)
        before = system.cpu_seconds(stage.peer.pids())
        time.sleep(seconds)
        used = system.cpu_seconds(stage.peer.pids()) - before
        end(running)
        with open(stage.peer.output, encoding='utf-8') as file:
            if file.read().count(' seq=') != senders:
                raise RuntimeError('an idle sender has not logged its line')
    return used / seconds


TIME = re.compile(r'^\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.(\d{6})\].* seq=\d+\.\d+ ok$')


def delays(programs, data_folder, rate, lines):
    """From log() until the line can be read in the file, in seconds, sorted."""
    found = []
    with Stage(programs, data_folder) as stage:
        running = stage.start_senders(1, lines, rate)
        let_go(running)
        rest = ''
        deadline = time.monotonic() + lines / rate + 10
        with open(stage.peer.output, encoding='utf-8') as file:
            while len(found) < lines and time.monotonic() < deadline:
                text = file.read()
                if not text:
                    time.sleep(0.0001)
                    continue
                now = time.time()
                *whole, rest = (rest + text).split('\n')
                for match in filter(None, map(TIME.match, whole)):
                    logged = time.mktime(time.strptime(match[1], '%Y-%m-%d %H:%M:%S'))
                    found.append(now - logged - int(match[2]) / 1e6)
        end(running)
    if not found:
        raise RuntimeError('no line came')
    return sorted(found)


def memory_over_time(programs, data_folder, seconds, rate=100000):
    """The collector's anonymous bytes, early and at most afterwards, while lines flow."""
    with Stage(programs, data_folder) as stage:
        running = stage.start_senders(4, int(rate * (seconds + 60) / 4), rate / 4)
        let_go(running)
        time.sleep(min(5, seconds / 4))
        early = system.anonymous_bytes(stage.peer.pids())
        deadline, most = time.monotonic() + seconds, early
        while time.monotonic() < deadline:
            time.sleep(0.5)
            most = max(most, system.anonymous_bytes(stage.peer.pids()))
        end(running)
    return early, most


def rows(options, programs, data_folder, wanted):
    """The table's rows: (name, title, figure, measured, goal, verdict)."""
    found = []
    if 'idle' in wanted:
        for senders in (0, 100):
            share = idle_share(programs, data_folder, senders, options.idle_seconds)
            found.append((f'idle collector, {senders} idle senders', 'CPU', f'{share:.4%}', 'below 0.1%',
                          'met' if share < 0.001 else 'missed'))
    if 'delay' in wanted:
        for rate, lines in ((1, options.idle_seconds * 2), (1000, options.idle_seconds * 500)):
            delay = run.percentile(delays(programs, data_folder, rate, lines), 0.99)
            found.append((f'from log() to readable in the file, {rate:,} lines/s', 'p99',
                          f'{delay * 1000:.2f} ms', 'at most 5 ms',
                          'met' if delay <= 0.005 else 'missed'))
    if 'memory' in wanted:
        early, most = memory_over_time(programs, data_folder, options.memory_seconds)
        found.append((f"collector's anonymous memory over {options.memory_seconds} s", 'MiB',
                      f'{early / 2**20:.1f}, later at most {most / 2**20:.1f}', 'at most 16, flat',
                      'met' if most <= 16 * 2**20 and most < early * 1.1 + 2**20 else 'missed'))
    return found
