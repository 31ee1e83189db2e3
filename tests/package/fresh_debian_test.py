"""The life of the packages on a Debian 12 that has nothing else: they are installed, used, removed
and purged, as root would do it there."""

import os
import re
import shutil
import unittest

import debian_packages
from chroot import Chroot
from support import TREE, Program, wait_until

LOG = '/var/log/mailslog/all.log'
SLOT = '/run/mailslot/logs'


def readme():
    with open(os.path.join(TREE, 'README.md'), encoding='utf-8') as file:
        return file.read()


class FreshDebian(unittest.TestCase):

    def setUp(self):
        self.debian = Chroot()
        self.addCleanup(self.debian.discard)
        self.debian.build()
        os.makedirs(self.debian.path('packages'))
        for package in debian_packages.both():
            shutil.copy(package, self.debian.path('packages'))

    def start_collector(self):
        """As systemd would: the socket is there first, and its first message starts it."""
        os.makedirs(self.debian.path('var/log/mailslog'), exist_ok=True)
        self.debian.run('mkdir', '-p', os.path.dirname(SLOT))
        collector = Program(
            self.debian.command('systemd-socket-activate', '--datagram', '--listen', SLOT,
                                'mailslog', 'collect', '--file', LOG), '/', dict(os.environ))
        self.addCleanup(collector.discard)
        collector.wait_to_say('Listening on', 'errors')
        return collector

    def log_in_every_way(self):
        self.debian.run('logger', '--socket', SLOT, '--tag', 'backup', 'by logger')
        self.debian.run('mailslog', 'send', '--logger', 'shell', 'by mailslog send')
        self.debian.run('/root/shop')

    def build_example(self):
        """README.md's application, by README.md's own line."""
        self.debian.run('apt-get', 'install', '--yes', 'g++', 'pkg-config')
        self.debian.write('root/shop.cpp', re.search(r'```cpp\n(.*?)```', readme(), re.S).group(1))
        line = re.search(r'^ *(c\+\+ .*pkg-config.*)$', readme(), re.M).group(1)
        self.debian.shell('cd /root; ' + line)

    def check_units_are_enabled(self):
        """They can't be started: systemd does not run there."""
        for unit in ('multi-user.target.wants/mailslog.service', 'sockets.target.wants/mailslog.socket'):
            self.assertTrue(os.path.lexists(self.debian.path('etc/systemd/system/' + unit)), unit)

    def messages(self):
        shown = self.debian.run('mailslog', 'tail', '-n', 'all', LOG)
        return [line.rpartition('] ')[2] for line in shown.splitlines()]

    def test_installed_used_removed_purged(self):
        self.debian.run('apt-get', 'install', '--yes', 'systemd')
        before = self.debian.files()
        self.debian.shell('apt-get install --yes /packages/*.deb')
        self.check_units_are_enabled()
        self.build_example()

        collector = self.start_collector()
        self.log_in_every_way()
        expected = ['by logger', 'by mailslog send', 'order 42 accepted', 'stock of tea is low']
        wait_until(lambda: sorted(self.messages()) == expected, 'the log has all four lines')
        collector.discard()

        self.debian.run('apt-get', 'remove', '--yes', 'mailslog', 'libmailslog-dev')
        self.assertFalse(os.path.exists(self.debian.path('usr/bin/mailslog')))
        self.assertTrue(os.path.exists(self.debian.path('etc/mailslog/mailslog.toml')))
        self.debian.run('apt-get', 'purge', '--yes', '--autoremove', 'mailslog', 'libmailslog-dev',
                        'g++', 'pkg-config')
        left = {path for path in self.debian.files() - before if 'mailslo' in path}
        self.assertTrue(left)
        self.assertFalse([path for path in left if not path.startswith('/var/log/mailslog')], left)
        print('left by the purge:', *sorted(left))


if __name__ == '__main__':
    unittest.main()
