"""The ways to log that are measured beside each other. A new peer is one small class."""

import glob
import os
import signal
import subprocess
import time

STARTS_WITHIN_SECONDS = 20
PEERS = {}


class NotThere(Exception):
    """What the peer needs is missing here; says how to get it."""


def peer(cls):
    PEERS[cls.name] = cls
    return cls


class Peer:
    name = ''
    note = ''
    producer = ''            # the program
    variant = ''             # of the peer, as the program calls it
    one_process = False      # several processes can't share it: threads of one stand for them
    lossless = True
    under = ()               # what runs the producer: a program and its arguments
    share = 1.0              # of the lines flat out, for slow ones

    def __init__(self, programs, folder):
        self.programs = programs  # the folder of the built programs
        self.folder = folder      # this run's own
        self.output = os.path.join(folder, 'out.log')
        self.receivers = []

    def program(self, name):
        return os.path.join(self.programs, 'bench', name)

    def check(self):
        """Raises NotThere if this peer can't run here."""
        if not os.path.exists(self.program(self.producer)):
            raise NotThere(f'{self.producer} is not built')

    def start(self):
        """Starts what receives, if anything does, and returns when it is ready."""

    def command(self):
        return [*self.under, self.program(self.producer), '--variant', self.variant,
                '--target', self.target()]

    def target(self):
        return self.output

    def outputs(self):
        stem = os.path.splitext(self.output)[0]
        return sorted(glob.glob(glob.escape(stem) + '*.log'))

    def run_receiver(self, command, is_ready, environment=None):
        errors = os.path.join(self.folder, 'receiver.errors')
        with open(errors, 'ab') as file:
            receiver = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file,
                                        stderr=file, env=environment)
        self.receivers.append(receiver)
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while not is_ready():
            if receiver.poll() is not None or time.monotonic() > deadline:
                with open(errors, encoding='utf-8', errors='replace') as file:
                    raise RuntimeError(f'{command[0]} did not start: {file.read()[-1000:]}')
            time.sleep(0.01)

    def said(self, text):
        """Whether a receiver has printed this."""
        with open(os.path.join(self.folder, 'receiver.errors'), encoding='utf-8',
                  errors='replace') as file:
            return text in file.read()

    def pids(self):
        return [receiver.pid for receiver in self.receivers]

    def stop(self):
        for receiver in self.receivers:
            if receiver.poll() is None:
                receiver.send_signal(signal.SIGTERM)
        for receiver in self.receivers:
            try:
                receiver.wait(10)
            except subprocess.TimeoutExpired:
                receiver.kill()
                receiver.wait()


class Mailslog(Peer):
    producer = 'mailslog_producer'
    variant = 'wait'
    options = ()

    slot = r'\\.\mailslot\bench'

    def environment(self):
        return dict(os.environ, MAILSLOT_DIR=os.path.join(self.folder, 'slots'))

    def start(self):
        self.run_receiver(
            [os.path.join(self.programs, 'collector', 'mailslog'), 'collect', '--slot', self.slot,
             '--file', self.output, *self.options],
            lambda: self.said('collecting'), self.environment())

    def command(self):
        return ['env', f'MAILSLOT_DIR={os.path.join(self.folder, "slots")}', *super().command()]

    def target(self):
        return self.slot


@peer
class MailslogWait(Mailslog):
    name, note = 'mailslog_wait', 'mailslog, overflow wait: loses nothing'


@peer
class MailslogDrop(Mailslog):
    name, variant, lossless = 'mailslog', 'drop', False
    note = 'mailslog as it comes: overflow drop'


@peer
class MailslogAsync(Mailslog):
    name, variant = 'mailslog_async', 'async'
    note = "mailslog behind spdlog's async logger, overflow wait"


@peer
class MailslogEachThread(Mailslog):
    name, variant = 'mailslog_each_thread', 'each_thread'
    note = 'mailslog, overflow wait, a sink and so a lane for each thread'


@peer
class MailslogJson(Mailslog):
    name, options = 'mailslog_json', ('--format', 'json')
    note = 'mailslog, overflow wait, writing JSON'


@peer
class Limit(Peer):
    name, producer, variant = 'limit_shm', 'limit_producer', 'ring'
    note = "the limit: spdlog's formatting, a copy into a ring in shared memory, a napping reader"

    def start(self):
        self.run_receiver([self.program('limit_receiver'), self.target(), self.output],
                          lambda: os.path.exists(self.target()))

    def target(self):
        return os.path.join(self.folder, 'limit')


class File(Peer):
    producer = 'file_producer'


@peer
class BufferedFile(File):
    name = variant = 'file'
    one_process, note = True, "spdlog's buffered file sink: one process; its last lines die with it"


@peer
class FlushedFile(File):
    name = variant = 'file_flush'
    note = "spdlog's file sink, flushed each line"


@peer
class RotatingFile(File):
    name = variant = 'rotating'
    one_process, note = True, "spdlog's rotating file sink: one process, buffered"


class Rsyslog(Peer):
    daemon = '/usr/sbin/rsyslogd'
    inputs = ''
    template = ''            # of the file's lines; empty: rsyslog's own

    def check(self):
        super().check()
        if not os.path.exists(self.daemon):
            raise NotThere('install the package rsyslog')

    def start(self):
        path = os.path.join(self.folder, 'rsyslog.conf')
        template = f'template(name="bench" type="string" string="{self.template}")\n'
        with open(path, 'w', encoding='ascii') as file:
            file.write(f'global(workDirectory="{self.folder}")\n{self.inputs % self.socket()}\n'
                       + (template if self.template else '') +
                       f'action(type="omfile" file="{self.output}" '
                       f'template="{"bench" if self.template else "RSYSLOG_FileFormat"}")\n')
        self.run_receiver([self.daemon, '-n', '-f', path, '-i', self.folder + '/rsyslog.pid'],
                          self.is_up)

    def socket(self):
        return os.path.join(self.folder, 'log.socket')


@peer
class TcpRsyslog(Rsyslog):
    name, producer, note = 'tcp_rsyslog', 'tcp_producer', "spdlog's TCP sink, rsyslog's imtcp"
    port = 15515
    template = '%rawmsg%\\n'
    inputs = f'module(load="imtcp")\n#%s\ninput(type="imtcp" address="127.0.0.1" port="{port}")'

    def target(self):
        return '127.0.0.1'

    def command(self):
        return [*super().command(), '--port', str(self.port)]

    def is_up(self):
        with open('/proc/net/tcp', encoding='ascii') as file:
            return f':{self.port:04X} 00000000:0000 0A' in file.read()


@peer
class SyslogRsyslog(Rsyslog):
    name, producer = 'syslog_rsyslog', 'syslog_producer'
    note = "spdlog's syslog sink, rsyslog's imuxsock without its rate limit"
    share = 0.3
    inputs = ('module(load="imuxsock" SysSock.Use="off")\n'
              'input(type="imuxsock" Socket="%s" RateLimit.Interval="0")')

    def command(self):
        as_root = [] if os.getuid() == 0 else ['--map-root-user']
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'with_dev_log.sh')
        return ['unshare', '--mount', *as_root, script, self.socket(), *super().command()]

    def is_up(self):
        return os.path.exists(self.socket())


@peer
class BoostQueue(Peer):
    name, producer, variant = 'boost_ipc', 'boost_producer', 'block'
    note = "Boost.Log's queue between processes, 256 blocks of 1 KiB, awaited when full"

    def check(self):
        if not os.path.exists(self.program(self.producer)):
            raise NotThere('install the packages libboost-log-dev and libboost-thread-dev, '
                           'and build again')

    def target(self):
        return 'mailslog_' + os.path.basename(self.folder)

    def start(self):
        self.run_receiver([self.program('boost_receiver'), self.target(), self.output],
                          lambda: self.said('receiving'))

    def stop(self):
        super().stop()
        for path in glob.glob('/dev/shm/*' + glob.escape(self.target())):
            os.unlink(path)
