"""The units as systemd itself runs them, in a machine of their own (box.sh): users of all kinds log
to a collector that has a user of its own and hardly any rights."""

import functools
import json
import os
import re
import shutil
import signal
import subprocess
import unittest

from support import BUILD, PATIENCE_SECONDS, Log, SlotTest, program_path, wait_until

BOX = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'box.sh')
NOBODY = ('setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--no-new-privs')
SEND_PLAIN = """
import socket
for number in range(1000):  # of a socket each: one alone may not have so much under way
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as client:
        client.sendto(b'word %d' % number, '/run/mailslot/logs')
"""
SPACES = ('--mount', '--pid', '--uts', '--ipc', '--cgroup', '--net')


@functools.lru_cache(maxsize=None)
def obstacle():
    """Why there can be no such machine here; None: there can."""
    for tool in ('cmake', 'unshare', 'nsenter', 'setpriv', '/lib/systemd/systemd', 'systemctl'):
        if not shutil.which(tool):
            return f'{tool} is not installed'
    made = subprocess.run(
        ['unshare', *SPACES, '--fork', 'sh', '-c', 'mount -t cgroup2 none /mnt && mount -t overlay '
         '-o lowerdir=/etc:/usr none /mnt'], capture_output=True, text=True,
        timeout=PATIENCE_SECONDS, check=False)
    return f'no machine of our own: {made.stderr.strip()}' if made.returncode else None


def children_of(pid):
    with open(f'/proc/{pid}/task/{pid}/children', encoding='ascii') as children:
        return children.read()


@unittest.skipIf(obstacle(), obstacle())
class RunBySystemd(SlotTest):

    @classmethod
    def setUpClass(cls):
        cls.installed = os.path.join(BUILD, 'tests', 'integration', 'installed')
        shutil.rmtree(cls.installed, ignore_errors=True)
        subprocess.run(['cmake', '--install', BUILD, '--prefix', '/usr'], check=True,
                       env=dict(os.environ, DESTDIR=cls.installed), stdout=subprocess.DEVNULL)

    def setUp(self):
        super().setUp()
        del self.environment['MAILSLOT_DIR']
        self.slot = r'\\.\mailslot\logs'
        os.chmod(self.folder, 0o755)
        shared = os.path.join(self.folder, 'shared')
        os.mkdir(shared)
        shutil.copy(program_path('obedient_sender'), shared)
        machine = self.start_tool('unshare', *SPACES, '--fork', '--kill-child', BOX, self.folder,
                                  self.installed)
        self.init = int(wait_until(lambda: children_of(machine.pid), 'a process 1'))
        self.inside = ('nsenter', f'--target={self.init}', *SPACES, '--root', '--wd')
        wait_until(lambda: self.attempt('systemctl', 'show').returncode == 0, 'a manager')
        self.log = Log(f'/proc/{self.init}/root/var/log/private/mailslog/all.log')
        self.do('systemd-sysusers', 'mailslog.conf')
        self.do('systemd-tmpfiles', '--create', 'mailslog.conf')

    def attempt(self, *command):
        return subprocess.run([*self.inside, *command], capture_output=True, text=True,
                              timeout=PATIENCE_SECONDS, check=False)

    def do(self, *command):
        done = self.attempt(*command)
        self.assertEqual(done.returncode, 0, f'{command}: {done.stdout}{done.stderr}')
        return done.stdout

    def configure(self, text):
        self.do('sh', '-c', 'mkdir -p /etc/mailslog && printf "%s" "$0" >/etc/mailslog/mailslog.toml',
                text)

    def override(self, text):
        self.do('sh', '-c', 'mkdir -p /run/systemd/system/mailslog.service.d && printf "%s" "$0" '
                '>/run/systemd/system/mailslog.service.d/test.conf', '[Service]\n' + text)
        self.do('systemctl', 'daemon-reload')

    def shown(self, name, unit='mailslog.service'):
        return self.do('systemctl', 'show', '--value', '--property', name, unit).strip()

    def pid_of_collector(self):
        """Its number out here."""
        own = self.shown('MainPID')
        for pid in filter(str.isdigit, os.listdir('/proc')):
            try:
                with open(f'/proc/{pid}/status', encoding='utf-8') as status:
                    ids = re.search(r'^NSpid:\s+(.*)$', status.read(), re.MULTILINE).group(1).split()
                if ids[-1] == own and len(ids) > 1 and os.stat(f'/proc/{pid}/ns/pid').st_ino == \
                        os.stat(f'/proc/{self.init}/ns/pid').st_ino:
                    return int(pid)
            except (FileNotFoundError, ProcessLookupError):
                pass
        raise AssertionError(f'no process {own} in there')

    def start_sender_as_nobody(self):
        return self.start_tool(*self.inside, *NOBODY, '/shared/obedient_sender', self.slot, '0')

    def expect_lines(self, count):
        wait_until(lambda: self.log.count_of(' line ') == count, f'{count} lines')

    def test_users_of_all_kinds_log_to_a_collector_that_is_none_of_them(self):
        self.do('systemctl', 'start', 'mailslog')
        self.assertEqual(self.shown('StatusText'), 'collecting into all.log')
        sender = self.start_sender_as_nobody()
        sender.obey('log 100')
        self.expect_lines(100)
        sender.tell('stats')
        self.expect_end(sender)
        self.assertEqual(sender.stats()[1:3] + sender.stats()[4:], (0, 0, 'lane'))
        self.do(*NOBODY, 'logger', '--socket', '/run/mailslot/logs', '--tag', 'shell', 'plain words')
        self.do('mailslog', 'send', 'words of root')
        for words in ('plain words', 'words of root'):
            wait_until(lambda words=words: self.log.count_of(words) == 1, words)
        self.assertIn('words of root', self.do('mailslog', 'tail', '/var/log/mailslog/all.log'))

    def test_it_has_hardly_any_rights(self):
        self.do('systemctl', 'start', 'mailslog')
        pid = self.pid_of_collector()
        with open(f'/proc/{pid}/status', encoding='utf-8') as file:
            status = dict(line.split(':\t', 1) for line in file.read().splitlines())
        self.assertNotIn('0', status['Uid'].split())
        self.assertEqual(int(status['CapEff'], 16) | int(status['CapBnd'], 16), 0)
        self.assertEqual((status['NoNewPrivs'], status['Seccomp']), ('1', '2'))
        self.assertNotEqual(os.readlink(f'/proc/{pid}/ns/net'), os.readlink(f'/proc/{self.init}/ns/net'))
        with open(f'/proc/{pid}/mountinfo', encoding='utf-8') as file:
            mounts = {line.split()[4]: line.split()[5].split(',') for line in file}
        self.assertIn('ro', mounts['/'])
        self.assertIn('rw', mounts['/run/mailslot'])

    def test_a_collector_that_dies_leaves_its_lanes_to_the_next(self):
        self.do('systemctl', 'start', 'mailslog')
        sender = self.start_sender_as_nobody()
        sender.obey('log 10')
        self.expect_lines(10)
        pid = self.pid_of_collector()
        os.kill(pid, signal.SIGSTOP)
        sender.obey('log 90')
        self.expect_end(sender)
        os.kill(pid, signal.SIGKILL)
        self.expect_lines(100)
        self.assertEqual(self.shown('NRestarts'), '1')

    def test_one_that_hangs_is_replaced_and_one_that_rests_is_not(self):
        self.override('WatchdogSec=3s\n')
        self.do('systemctl', 'start', 'mailslog')
        signs = set()
        wait_until(lambda: signs.add(self.shown('WatchdogTimestampMonotonic')) or len(signs) == 4,
                   'signs of life')
        self.assertEqual(self.shown('NRestarts'), '0')
        os.kill(self.pid_of_collector(), signal.SIGSTOP)
        wait_until(lambda: self.shown('NRestarts') == '1', 'another collector')
        wait_until(lambda: self.shown('SubState') == 'running', 'that it runs')
        self.do('mailslog', 'send', 'a word')
        wait_until(lambda: self.log.count_of('a word') == 1, 'the word')

    def test_a_reload_takes_over_what_the_configuration_says(self):
        self.do('systemctl', 'start', 'mailslog')
        self.configure("format = 'json'\n")
        self.do('systemctl', 'reload', 'mailslog')
        self.do('mailslog', 'send', 'a word')
        wait_until(lambda: self.log.count_of('"a word"') == 1, 'the word')
        wait_until(lambda: self.shown('SubState') == 'running', 'the end of the reload')
        with open(self.log.path, encoding='utf-8') as file:
            self.assertEqual(json.loads(file.readline())['Body'], 'a word')

    def test_the_first_line_starts_it_and_what_is_compressed_stays_its_own(self):
        self.configure("rotate-size = '1K'\ncompress = 'gzip'\n")
        self.do('systemctl', 'start', 'mailslog.socket')
        sender = self.start_sender_as_nobody()
        sender.obey('log 100')
        self.expect_end(sender)
        folder = os.path.dirname(self.log.path)
        wait_until(lambda: self.shown('SubState') == 'running', 'a collector')
        wait_until(lambda: any(name.endswith('.gz') for name in os.listdir(folder)), 'a rotated file')
        self.do('systemctl', 'stop', 'mailslog.service')
        self.assertEqual(self.shown('Result'), 'success')
        self.assertEqual(len(self.do('mailslog', 'tail', '-n', 'all', '/var/log/mailslog/all.log')
                             .splitlines()), 100)
        self.assertEqual(self.shown('SubState', 'mailslog.socket'), 'listening')

    def test_the_network_is_opened_as_the_page_for_operators_says(self):
        self.do('ip', 'link', 'set', 'lo', 'up')
        self.configure('listen = 20138\n')
        self.override('PrivateNetwork=no\nIPAddressDeny=\n'
                      'RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK\n')
        self.do('systemctl', 'start', 'mailslog')
        self.do('mailslog', 'send', '--slot', r'\\127.0.0.1\mailslot\logs', '--port', '20138', 'from afar')
        wait_until(lambda: self.log.count_of('from afar') == 1, 'what came by the network')

    def test_a_group_reads_the_logs_as_the_page_for_operators_says(self):
        self.override('DynamicUser=no\nUser=daemon\nGroup=adm\nSupplementaryGroups=mailslot\n')
        self.do('systemctl', 'start', 'mailslog')
        self.log = Log(f'/proc/{self.init}/root/var/log/mailslog/all.log')
        self.do('mailslog', 'send', 'a word')
        wait_until(lambda: self.log.count_of('a word') == 1, 'the word')
        self.assertIn('a word', self.do('setpriv', '--reuid=65534', '--regid=adm', '--clear-groups',
                                        'mailslog', 'tail', '/var/log/mailslog/all.log'))
        self.assertNotEqual(self.attempt(*NOBODY, 'mailslog', 'tail', '/var/log/mailslog/all.log')
                            .returncode, 0)

    def test_the_socket_holds_as_many_datagrams_as_the_snippet_says(self):
        subprocess.run(['nsenter', f'--target={self.init}', '--net', '/lib/systemd/systemd-sysctl',
                        os.path.join(self.installed, 'usr/lib/sysctl.d/50-mailslog.conf')],
                       check=True, timeout=PATIENCE_SECONDS)
        self.do('systemctl', 'start', 'mailslog.socket')
        self.override('ExecStartPre=sleep infinity\n')
        self.do(*NOBODY, 'python3', '-c', SEND_PLAIN)
        self.override('')
        self.do('systemctl', 'restart', 'mailslog')
        wait_until(lambda: self.log.count_of('word ') == 1000, 'all that waited')


if __name__ == '__main__':
    unittest.main()
