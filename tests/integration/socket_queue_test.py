"""The room in a slot's socket for what programs without a sink send: what a collector says of it
and how it makes more. Each test has a network namespace, and so a net.unix.max_dgram_qlen, of its
own."""

import os
import shutil
import socket
import unittest

from netns import NetworkTest
from service_test import ServiceManager
from support import Collector, program_path

SETTING = '/proc/sys/net/unix/max_dgram_qlen'


class SocketQueue(NetworkTest):

    def setUp(self):
        super().setUp()
        self.host = self.add_host('till7')
        self.socket_path = os.path.join(self.folder, 'slots-till7', self.slot.rsplit('\\')[-1])
        self.set_length(10)

    def set_length(self, datagrams):
        self.host.run('sh', '-c', f'echo {datagrams} >{SETTING}')

    def length(self):
        return int(self.host.run('cat', SETTING))

    def datagrams_that_fit(self, collector):
        """How many wait in the socket while the collector does not run."""
        collector.freeze()
        sent = 0
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
            try:
                while True:
                    sender.sendto(b'plain', self.socket_path)
                    sent += 1
            except BlockingIOError:
                pass
        collector.thaw()
        return sent

    def test_little_room_is_told_of_with_what_it_costs_and_the_way_out(self):
        collector = self.start_collector_on(self.host)
        self.assertIn('mailslog: net.unix.max_dgram_qlen is 10: once 11 datagrams of programs without '
                      'a sink wait, the next one makes its sender wait or is lost; '
                      '--socket-queue 512 raises it', collector.errors)
        self.assertEqual(self.datagrams_that_fit(collector), 11)
        self.assertEqual(collector.stop().written, 11)
        self.assertEqual(self.length(), 10)

    def test_more_room_is_made_where_it_is_asked_for(self):
        collector = self.start_collector_on(self.host, '--socket-queue', 512)
        self.assertNotIn('max_dgram_qlen', collector.errors)
        self.assertEqual(self.length(), 512)
        self.assertEqual(self.datagrams_that_fit(collector), 513)
        self.assertEqual(collector.stop().written, 513)

    def test_what_was_asked_for_may_still_be_little(self):
        collector = self.start_collector_on(self.host, '--socket-queue', 20)
        self.assertIn('max_dgram_qlen is 20: once 21 datagrams', collector.errors)

    def test_no_room_is_taken_away(self):
        self.set_length(1000)
        collector = self.start_collector_on(self.host, '--socket-queue', 512)
        self.assertEqual(self.length(), 1000)
        self.assertNotIn('max_dgram_qlen', collector.errors)

    def test_who_may_not_make_room_is_told_so(self):
        program = os.path.join(self.folder, 'mailslog')
        shutil.copy(program_path('mailslog'), program)
        os.chmod(self.folder, 0o755)
        collector = Collector(
            [*self.host.enter, 'setpriv', '--reuid=65534', '--clear-groups', program, 'collect',
             '--slot', self.slot, '--socket-queue', '512'], self.folder, self.environment)
        self.addCleanup(collector.discard)
        self.assertEqual(collector.end(), 1)
        self.assertIn('raise net.unix.max_dgram_qlen', collector.errors)
        self.assertIn('that takes root: do without --socket-queue', collector.errors)
        self.assertEqual(self.length(), 10)

    def test_a_socket_that_is_there_already_gets_no_more_room(self):
        self.socket_path = os.path.join(self.slot_folder, self.slot.rsplit('\\')[-1])
        command = self.command('mailslog', 'collect', '--slot', self.slot, '--socket-queue', 512)
        collector = ServiceManager(self).launch(self, command)
        self.assertEqual(collector.end(), 1)
        self.assertIn('the service manager has made the socket', collector.errors)


if __name__ == '__main__':
    unittest.main()
