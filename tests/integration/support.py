"""What the integration tests share: private folders and slots, real processes, awaited events, and
readings of what was written.

The build to test comes by environment: MAILSLOG_BUILD, its folder; MAILSLOG_EMULATOR, what runs its
programs (wine) if not the system itself; MAILSLOG_SLOWNESS, by how much smaller the big tests are
to be and how much longer they may take (a sanitizer's build: 20).
"""

import collections
import glob
import os
import queue
import re
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

TREE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get('MAILSLOG_BUILD', os.path.join(TREE, 'build', 'dev'))
EMULATOR = os.environ.get('MAILSLOG_EMULATOR', '')
SLOWNESS = int(os.environ.get('MAILSLOG_SLOWNESS', '1'))
ON_WINDOWS = bool(EMULATOR)

# How long an event may take to come before the test gives up; no test waits for this in vain.
PATIENCE_SECONDS = 60 if SLOWNESS == 1 and not ON_WINDOWS else 240

FOLDERS = {'mailslog': 'collector', 'mailslog_faulty': 'tests/chaos', 'app_logger': 'examples',
           'slot_server': 'examples', 'slot_client': 'examples'}

LINE = re.compile(r'\[(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6})\] \[(?P<level>\w+)\] '
                  r'\[(?P<process>[^\]\0]*):(?P<pid>\d+|-)(?:@(?P<origin>[^\]]*))?\] '
                  r'\[(?P<logger>[^\]]*)\] '
                  r'(?P<message>.*)')
NUMBERED = re.compile(r'(?:thread (\d+) )?line (\d+): ')
NOTICE = re.compile(r'lost (\d+) records? from (.*)\[(\d+)\](?:@.*)?')
SUPPRESSED = re.compile(r'suppressed (\d+) lines? from (.*)\[(\d+)\](?:@.*)?')
STATS = re.compile(r'logged (\d+), dropped (\d+), truncated (\d+), offers (\d+), by (\w+)')

Entry = collections.namedtuple('Entry', 'time level process pid origin logger message')
Sender = collections.namedtuple('Sender', 'process pid logged written lost')
Stats = collections.namedtuple('Stats', 'logged dropped truncated offers way')

# A test that aborts on purpose should leave nothing behind.
resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def program_path(name):
    folder = FOLDERS.get(name, os.path.join('tests', 'integration'))
    return os.path.join(BUILD, folder, name + ('.exe' if ON_WINDOWS else ''))


def wait_until(condition, what):
    """Returns the first true value of condition()."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f'waited {PATIENCE_SECONDS} s in vain: {what}')
        time.sleep(0.005)


def free_port(kind=socket.SOCK_DGRAM):
    """A port of this machine that nobody has; UDP, or TCP with socket.SOCK_STREAM."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def read_text(path):
    """What a file holds; nothing if there is none."""
    try:
        with open(path, encoding='utf-8') as file:
            return file.read()
    except FileNotFoundError:
        return ''


def is_stopped(pid):
    """By SIGSTOP, or gone for good."""
    try:
        with open(f'/proc/{pid}/stat', encoding='ascii', errors='replace') as stat:
            return stat.read().rpartition(')')[2].split()[0] in 'TZX'
    except FileNotFoundError:
        return True


class Program:
    """A running program: what it says can be awaited line by line, and sent words."""

    def __init__(self, command, folder, environment, preexec=None):
        self.command = command
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, preexec_fn=preexec, close_fds=preexec is None)
        self.pid = self.process.pid
        self.said = {'output': [], 'errors': []}
        self._fresh = {'output': queue.Queue(), 'errors': queue.Queue()}
        self._listeners = [self._listen('output', self.process.stdout),
                           self._listen('errors', self.process.stderr)]

    def _listen(self, name, pipe):
        def listen():
            for raw in pipe:
                line = raw.decode('utf-8', 'backslashreplace').rstrip('\r\n')
                self.said[name].append(line)
                self._fresh[name].put(line)
            self._fresh[name].put(None)
        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        return thread

    @property
    def output(self):
        return '\n'.join(self.said['output'])

    @property
    def errors(self):
        return '\n'.join(self.said['errors'])

    def wait_to_say(self, pattern, where='output'):
        """Waits for the next line on `where` that matches; returns the match."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                line = self._fresh[where].get(timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                line = None
            if line is None:
                raise AssertionError(f'{self} never said {pattern!r}; output: {self.output!r}, '
                                     f'errors: {self.errors!r}')
            match = re.search(pattern, line)
            if match:
                return match

    def tell(self, word):
        self.process.stdin.write(word.encode() + b'\n')
        self.process.stdin.flush()

    def obey(self, command):
        """obedient_sender: gives a command and waits until it is done."""
        self.tell(command)
        self.wait_to_say('^done$')

    def close_input(self):
        self.process.stdin.close()

    def signal(self, number):
        self.process.send_signal(number)

    def freeze(self):
        self.signal(signal.SIGSTOP)
        wait_until(lambda: is_stopped(self.pid), f'{self} to stop')

    def thaw(self):
        self.signal(signal.SIGCONT)

    def end(self):
        """Closes the program's input, waits for its end and returns its exit code."""
        if not self.process.stdin.closed:
            try:
                self.process.stdin.close()
            except BrokenPipeError:
                pass  # it ended before it read everything: its exit code tells more
        try:
            code = self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired as timeout:
            raise AssertionError(f'{self} did not end; output: {self.output!r}, '
                                 f'errors: {self.errors!r}') from timeout
        for listener in self._listeners:
            listener.join(PATIENCE_SECONDS)
        return code

    def stats(self):
        """What the program reported of its sink's stats()."""
        found = STATS.findall(self.output)
        if not found:
            raise AssertionError(f'{self} reported no stats: {self.output!r} {self.errors!r}')
        return Stats(*map(int, found[-1][:4]), found[-1][4])

    def discard(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            try:
                pipe.close()
            except (BrokenPipeError, ValueError, RuntimeError):
                pass  # the pipe's other end is gone, which is what we are about

    def __str__(self):
        return f'{os.path.basename(self.command[-1] if ON_WINDOWS else self.command[0])}[{self.pid}]'


class Summary:
    """What the collector printed at its end."""
    FIGURES = ('received', 'written', 'lost', 'suppressed', 'duplicates', 'truncated',
               'malformed', 'forged')

    def __init__(self, text):
        for figure in self.FIGURES:
            found = re.search(rf'^{figure}\s+(\d+)\s*$', text, re.MULTILINE)
            if not found:
                raise AssertionError(f'no {figure} in the summary: {text!r}')
            setattr(self, figure, int(found.group(1)))
        rows = re.findall(r'^sender (.*)\[(\d+)\]\S*\s+logged (\d+)\s+written (\d+)\s+lost (\d+)',
                          text, re.MULTILINE)
        self.refused = {reason: int(count) for reason, count in
                        re.findall(r'^refused, (.*?)  (\d+)\s*$', text, re.MULTILINE)}
        self.senders = [Sender(row[0], *map(int, row[1:])) for row in rows]

    def sender(self, pid):
        """The figures of a process, all its streams together."""
        own = [sender for sender in self.senders if sender.pid == pid]
        if not own:
            raise AssertionError(f'no sender {pid} in {self.senders}')
        return Sender(own[0].process, pid, *(sum(column) for column in zip(*(s[2:] for s in own))))


class Collector(Program):
    """A running `mailslog collect` on the test's slot."""

    def wait_until_ready(self):
        self.wait_to_say('collecting', 'errors')
        return self

    def stop(self, number=signal.SIGINT):
        """Stops the collector in an orderly way and returns its summary."""
        self.signal(number)
        code = self.end()
        if code != 0:
            raise AssertionError(f'{self} exited with {code}: {self.errors!r}')
        return Summary(self.output)

    def kill(self):
        self.process.kill()
        self.end()


class Log:
    """A log file and its rotated predecessors."""

    def __init__(self, path):
        self.path = path

    def rotated(self):
        stem, extension = os.path.splitext(self.path)
        return sorted(glob.glob(glob.escape(stem) + '-*Z' + extension))

    def files(self):
        return self.rotated() + ([self.path] if os.path.exists(self.path) else [])

    def lines(self):
        for path in self.files():
            with open(path, encoding='utf-8', newline='\n') as file:
                for line in file:
                    if not line.endswith('\n'):
                        raise AssertionError(f'{path} ends in the middle of a line: {line!r}')
                    yield line[:-1].rstrip('\r') if ON_WINDOWS else line[:-1]

    def entries(self):
        for line in self.lines():
            match = LINE.fullmatch(line)
            if not match:
                raise AssertionError(f'not a line of the log: {line!r}')
            fields = match.groupdict()
            fields['pid'] = int(fields['pid']) if fields['pid'] != '-' else 0
            yield Entry(**fields)

    def messages(self):
        return [entry.message for entry in self.entries()]

    def numbered(self):
        """(pid, thread, line) of each line that carries its number; without a thread, thread 1's."""
        for entry in self.entries():
            match = NUMBERED.match(entry.message)
            if match:
                yield entry.pid, int(match.group(1) or 1), int(match.group(2))

    def count_of(self, text):
        """How often `text` stands in the files, which a collector may be writing and renaming."""
        count = 0
        for path in self.files():
            try:
                with open(path, 'rb') as file:
                    count += file.read().count(text.encode())
            except FileNotFoundError:
                pass  # just rotated: the next look finds it under its new name
        return count

    def reported_lost(self):
        """How many lines the notices of loss speak of, by process id."""
        return self._reported(NOTICE)

    def reported_suppressed(self):
        """How many lines the notices of suppression speak of, by process id."""
        return self._reported(SUPPRESSED)

    def _reported(self, notice):
        lines = collections.Counter()
        for entry in self.entries():
            match = notice.fullmatch(entry.message)
            if match and entry.logger == 'mailslog':
                lines[int(match.group(3))] += int(match.group(1))
        return lines


class SlotTest(unittest.TestCase):
    """A test with a folder and a slot of its own. What it starts is gone when it ends."""
    maxDiff = 2000
    count = 0

    def setUp(self):
        SlotTest.count += 1
        self.folder = tempfile.mkdtemp(prefix='mailslog-')
        self.addCleanup(shutil.rmtree, self.folder)
        self.slot_folder = os.path.join(self.folder, 'slots')
        self.slot = rf'\\.\mailslot\test{os.getpid()}x{SlotTest.count}'
        self.socket_path = os.path.join(self.slot_folder, self.slot.rsplit('\\')[-1])
        self.environment = dict(os.environ, MAILSLOT_DIR=self.slot_folder, WINEDEBUG='-all')
        self.log = Log(os.path.join(self.folder, 'all.log'))

    def command(self, name, *arguments):
        emulator = [EMULATOR] if EMULATOR else []
        return emulator + [program_path(name), *map(str, arguments)]

    def start_tool(self, *command):
        program = Program(command, self.folder, self.environment)
        self.addCleanup(program.discard)
        return program

    def start(self, name, *arguments, under=()):
        """Starts one of our programs; `under` is what runs it (strace and its options)."""
        return self.start_tool(*under, *self.command(name, *arguments))

    def start_app(self, *arguments):
        return self.start('app_logger', '--slot', self.slot, *arguments)

    def start_sender(self, name, lines, *arguments, **how):
        return self.start(name, self.slot, lines, *arguments, **how)

    def start_collector(self, *arguments, under=()):
        """Starts a collector and waits until it owns the slot."""
        command = self.command('mailslog', 'collect', '--slot', self.slot, '--file', 'all.log')
        collector = Collector([*under, *command, *map(str, arguments)], self.folder, self.environment)
        self.addCleanup(collector.discard)
        return collector.wait_until_ready()

    def key_file(self, digits='0123456789abcdef'):
        """A file with the key that these hexadecimal digits make, again and again."""
        path = os.path.join(self.folder, f'key-{digits}')
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'w',
                  encoding='ascii') as file:
            file.write((digits * 64)[:64])
        return path

    def run_to_end(self, name, *arguments, input_text=None):
        """Runs a program to its end; returns (exit code, output, errors)."""
        done = subprocess.run(
            self.command(name, *arguments), cwd=self.folder, env=self.environment, input=input_text,
            capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
        return done.returncode, done.stdout, done.stderr

    def expect_end(self, *programs):
        for program in programs:
            self.assertEqual(program.end(), 0, f'{program}: {program.errors}')

    def expect_each_once_in_order(self, expected):
        """`expected`: how many lines each (pid, thread) logged; all of them are in the log."""
        last = collections.Counter()
        for pid, thread, line in self.log.numbered():
            if line != last[pid, thread] + 1:
                self.fail(f'thread {thread} of process {pid}: line {line} stands in the log '
                          f'behind line {last[pid, thread]}')
            last[pid, thread] = line
        self.assertEqual(dict(last), dict(expected))

    def expect_at_most_once_in_order(self):
        """Returns how many numbered lines each process has in the log."""
        last = collections.Counter()
        written = collections.Counter()
        for pid, thread, line in self.log.numbered():
            if line <= last[pid, thread]:
                self.fail(f'thread {thread} of process {pid}: line {line} stands in the log '
                          f'behind line {last[pid, thread]}')
            last[pid, thread] = line
            written[pid] += 1
        return written
