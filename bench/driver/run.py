"""One run: a peer under one load, measured and verified."""

import array
import dataclasses
import json
import os
import shutil
import subprocess
import tempfile
import time

from . import system

# The output counts as complete when it has not grown for so long.
SETTLED_SECONDS = 0.5
NEVER_SECONDS = 300


@dataclasses.dataclass(frozen=True)
class Load:
    processes: int = 1
    threads: int = 1
    lines: int = 1000000     # all together
    rate: float = 0          # lines a second, all together; 0: flat out
    line_bytes: int = 0      # 0: orders of about 105 bytes
    clock: str = 'wall'      # what a call took; 'cpu': what its thread ran in it

    def __str__(self):
        text = f'P={self.processes}'
        if self.threads > 1:
            text += f' T={self.threads}'
        if self.rate:
            text += f' {self.rate:g}/s'
        if self.line_bytes:
            text += f' {self.line_bytes} B'
        if self.clock == 'cpu':
            text += ' (CPU clock)'
        return text


class Producers:
    """The processes that log."""

    def __init__(self, peer, load, folder):
        self.peer, self.load, self.folder = peer, load, folder
        count = 1 if peer.one_process else load.processes
        threads = load.threads * (load.processes if peer.one_process else 1)
        # Where they would take the CPUs from each other, they sleep until a line is due.
        # So they do where CPU is asked for, or one process alone would have it warm.
        spins = load.clock == 'wall' and load.processes * load.threads < os.cpu_count()
        self.processes = []
        for number in range(count):
            command = peer.command() + [
                '--lines', str(load.lines // count), '--threads', str(threads),
                '--number', str(number), '--rate', str(load.rate / count),
                '--spins', str(int(spins)), '--line-bytes', str(load.line_bytes),
                '--cpu-clock', str(int(load.clock == 'cpu')),
                '--latencies', self.latencies_path(number)]
            self.processes.append(subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
        for process in self.processes:
            if process.stdout.readline() != b'ready\n':
                raise RuntimeError(f'{peer.name}: {process.stderr.read().decode()[-1000:]}')

    def latencies_path(self, number):
        return os.path.join(self.folder, f'latencies{number}')

    def log(self):
        """Lets them log; returns what each reported when it was done."""
        for process in self.processes:
            process.stdin.write(b'g')
            process.stdin.flush()
        reports = []
        for process in self.processes:
            output, errors = process.communicate(timeout=NEVER_SECONDS)
            if process.returncode != 0:
                raise RuntimeError(f'{self.peer.name}: {errors.decode()[-1000:]}')
            reports.append(json.loads(output))
        return reports

    def latencies(self):
        """What each call took, in ns, sorted."""
        all_of_them = array.array('I')
        for number in range(len(self.processes)):
            path = self.latencies_path(number)
            with open(path, 'rb') as file:
                all_of_them.fromfile(file, os.path.getsize(path) // all_of_them.itemsize)
        return sorted(all_of_them)

    def discard(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.communicate()


def wait_until_settled(peer):
    """Returns when the last line was written, and how much memory the receiver had at most."""
    deadline = time.monotonic() + NEVER_SECONDS
    seen, since, memory = None, time.monotonic(), 0
    while time.monotonic() < deadline:
        states = [os.stat(path) for path in peer.outputs()]
        state = [(stat.st_size, stat.st_mtime_ns) for stat in states]
        memory = max(memory, system.anonymous_bytes(peer.pids()))
        if state != seen:
            seen, since = state, time.monotonic()
        if time.monotonic() - since > (SETTLED_SECONDS if peer.receivers else 0):
            return max((stat.st_mtime_ns for stat in states), default=0), memory
        time.sleep(0.02)
    raise RuntimeError(f'{peer.name}: its output still grows')


def percentile(ordered, share):
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def verify(peer, load):
    return json.loads(subprocess.run(
        [peer.program('verify_log'), str(load.line_bytes), *peer.outputs()],
        capture_output=True, check=True).stdout)


def measure(peer_class, load, programs, data_folder, patience_seconds):
    """Runs the peer once under the load and returns the figures."""
    os.makedirs(data_folder, exist_ok=True)
    folder = tempfile.mkdtemp(prefix='run-', dir=data_folder)
    peer = peer_class(programs, folder)
    producers = None
    if not load.rate:
        load = dataclasses.replace(load, lines=int(load.lines * peer.share))
    try:
        peer.start()
        producers = Producers(peer, load, folder)
        was_idle = system.wait_until_idle(patience_seconds)
        cpu_before, busy_before = system.cpu_seconds(peer.pids()), system.machine_seconds()
        reports = producers.log()
        written_ns, memory = wait_until_settled(peer)
        receiver_cpu = system.cpu_seconds(peer.pids()) - cpu_before
        busy = [now - then for now, then in zip(system.machine_seconds(), busy_before)]
        found = verify(peer, load)
        latencies = producers.latencies()
    finally:
        if producers:
            producers.discard()
        peer.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return figures(peer, load, reports, latencies, found, written_ns, memory, receiver_cpu, busy,
                   was_idle)


def figures(peer, load, reports, latencies, found, written_ns, memory, receiver_cpu, busy,
            was_idle):
    calls = sum(report['calls'] for report in reports)
    begun = min(report['begun_ns'] for report in reports)
    ended = max(written_ns, max(report['ended_ns'] for report in reports))
    seconds = (ended - begun) / 1e9
    caller_cpu = sum(report['cpu_seconds'] for report in reports)
    in_calls = sum(report['seconds_in_calls'] for report in reports)
    million = calls / 1e6
    return {
        'peer': peer.name, 'load': str(load), 'calls': calls, 'seconds': seconds,
        'p50_ns': percentile(latencies, 0.5), 'p99_ns': percentile(latencies, 0.99),
        'p999_ns': percentile(latencies, 0.999), 'max_ns': latencies[-1],
        'lines_per_second': found['whole'] / seconds,
        'caller_cpu_per_million': caller_cpu / million,
        'receiver_cpu_per_million': receiver_cpu / million,
        'cpu_per_million': (caller_cpu + receiver_cpu) / million,
        # A paced caller's CPU is mostly that of its sleeps; this leaves them out. By the CPU clock
        # it is CPU alone, else also what a call waited.
        'calls_and_receiver_per_million': (in_calls + receiver_cpu) / million,
        'receiver_anonymous_bytes': memory,
        'lost': calls - found['whole'], 'dropped': sum(report['dropped'] for report in reports),
        'torn': found['torn'], 'twice': found['twice'], 'out_of_order': found['out_of_order'],
        'bytes_per_line': found['bytes'] / max(1, found['whole']),
        'others_cpu': max(0, busy[0] - caller_cpu - receiver_cpu) / seconds, 'stolen': busy[1] / seconds,
        'was_idle': was_idle,
    }
