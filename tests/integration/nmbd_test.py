"""Samba's nmbd and we: its announcements reach a collector, and our messages reach the programs that
listen at it. And NetBIOS names: who looks for a collector finds it."""

import os
import shutil
import socket
import struct
import unittest

from netns import NetworkTest
from support import PATIENCE_SECONDS, wait_until

WORKGROUP = 'TESTWG'
PORT = 20138  # of collectors that need not be on nmbd's, which is always 138
NO_MASTER = {'local master': 'no', 'preferred master': 'no', 'domain master': 'no'}

SLOT = r'\\{}\mailslot\logs\app'
MOST_BYTES = 424
MOST_BYTES_FOR_NMBD = 406
NMBD_READS_BYTES = 576  # of a packet


class UnexpectedMessages:
    """What nmbd takes for a mailslot that is not its own, by the socket that it has for others'
    programs (libsmb/unexpected.c of Samba 4.17; C structures of x86-64)."""
    DATAGRAM = 1
    QUERY = struct.Struct('=I4xQi4x')  # kind, length of the name that follows, any transaction
    HEADER = struct.Struct('=QI4xq4si')  # length of the packet that follows, kind, time, address

    def __init__(self, path, slot):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(PATIENCE_SECONDS)
        wait_until(lambda: self._socket.connect_ex(path) == 0, path)  # bound before it listens
        name = b'\\MAILSLOT\\' + slot.encode()
        self._socket.sendall(self.QUERY.pack(self.DATAGRAM, len(name), -1) + name)
        self._receive(1)  # from now on
        self._last = b''

    def next(self):
        """The next packet, from the NetBIOS header on. nmbd has a broadcast from two sockets."""
        packet = self._last
        while packet == self._last:
            packet = self._receive(self.HEADER.unpack(self._receive(self.HEADER.size))[0])
        self._last = packet
        return packet

    def close(self):
        self._socket.close()

    def _receive(self, size):
        data = b''
        while len(data) < size:
            some = self._socket.recv(size - len(data))
            if not some:
                raise AssertionError(f'nmbd closed its socket after {data!r}')
            data += some
        return data


class NmbdTest(NetworkTest):

    def setUp(self):
        super().setUp()
        self.server = self.add_host('NMBHOST', '10.99.1.1/24')
        self.other = self.add_host('OTHER', '10.99.1.2/24')


class FromNmbd(NmbdTest):

    def collect(self, slot):
        self.slot = rf'\\.\mailslot\{slot}'
        return self.start_collector_on(self.other, '--listen', 138, '--domain', WORKGROUP)

    def expect_announcement(self, collector):
        entry = wait_until(lambda: next(collector.log.entries(), None), 'an announcement')
        self.assertEqual(entry.origin, 'NMBHOST(10.99.1.1)')
        self.assertEqual(entry.message, '\\x01', 'the first byte, behind which the first NUL is')
        self.assertEqual(collector.stop().malformed, 0)

    def test_a_browser_s_announcement_is_written(self):
        collector = self.collect('BROWSE')
        self.start_nmbd(self.server, WORKGROUP, NO_MASTER)
        self.expect_announcement(collector)

    def test_so_is_one_to_lan_managers(self):
        collector = self.collect('LANMAN')
        self.start_nmbd(self.server, WORKGROUP, {**NO_MASTER, 'lm announce': 'yes'})
        self.expect_announcement(collector)


class ToNmbd(NmbdTest):

    def setUp(self):
        super().setUp()
        nmbd = self.start_nmbd(self.server, WORKGROUP, NO_MASTER)
        path = os.path.join(nmbd.socket_folder, 'unexpected')
        self.messages = UnexpectedMessages(path, r'logs\app')
        self.addCleanup(self.messages.close)

    def send(self, server, text, *settings):
        """Returns the sender's exit code."""
        sender = self.start('message_sender', SLOT.format(server), 'host=OTHER',
                            f'domain={WORKGROUP}', f'address=NMBHOST={self.server.address}',
                            *settings, under=self.other.enter)
        sender.tell(text)
        return sender.end()

    def test_it_gets_messages_to_its_computer_to_its_workgroup_and_to_everyone(self):
        unique, group = b'\x10', b'\x11'
        for server, kind in (('NMBHOST', unique), (WORKGROUP, group), ('*', group)):
            with self.subTest(server):
                self.assertEqual(self.send(server, f'to {server}'), 0)
                packet = self.messages.next()
                self.assertEqual(packet[:1], kind)
                self.assertTrue(packet.endswith(f'to {server}'.encode()), packet)

    def test_a_message_that_fits_nmbd_arrives_whole_and_a_longer_one_without_its_end(self):
        for bytes_over in (0, 1, MOST_BYTES - MOST_BYTES_FOR_NMBD):
            with self.subTest(bytes_over):
                text = 'm' * (MOST_BYTES_FOR_NMBD + bytes_over)
                self.assertEqual(self.send('NMBHOST', text), 0)
                packet = self.messages.next()
                self.assertEqual(len(packet), NMBD_READS_BYTES)
                self.assertTrue(packet.endswith(b'\0' + b'm' * MOST_BYTES_FOR_NMBD), packet)

    def test_fit_nmbd_refuses_the_longer_one(self):
        longest = 'm' * MOST_BYTES_FOR_NMBD
        self.assertEqual(self.send('NMBHOST', longest + 'm', 'fit_nmbd=1'), 1)
        self.assertEqual(self.send('NMBHOST', longest, 'fit_nmbd=1'), 0)
        self.assertTrue(self.messages.next().endswith(b'\0' + longest.encode()))


class Names(NetworkTest):
    """A collector that answers to its name, and a computer that knows no address."""

    def setUp(self):
        super().setUp()
        self.server = self.add_host('server', '10.99.1.1/24')
        self.client = self.add_host('client', '10.99.1.2/24')

    def start_named_collector(self):
        return self.start_collector_on(self.server, '--listen', PORT, '--host', 'COLLECTOR',
                                       '--name-service')

    def send(self, text):
        program = self.start('mailslog', 'send', '--slot', self.slot.replace('.', 'COLLECTOR', 1),
                             '--port', PORT, text, under=self.client.enter)
        return program.end(), program.errors

    def test_who_knows_the_name_alone_reaches_the_collector(self):
        collector = self.start_named_collector()
        self.assertEqual(self.send('hello'), (0, ''))
        wait_until(lambda: collector.log.count_of('hello') == 1, 'the line')
        self.assertEqual([entry.origin for entry in collector.log.entries()],
                         ['CLIENT(10.99.1.2)'])

    def test_a_name_that_nobody_answers_to_is_an_error(self):
        code, errors = self.send('hello')
        self.assertEqual(code, 1)
        self.assertIn('COLLECTOR', errors)

    @unittest.skipUnless(shutil.which('nmblookup'), 'nmblookup (samba-common-bin) is not installed')
    def test_samba_finds_it_too(self):
        self.assertNotIn('COLLECTOR<00>', self.look_up('COLLECTOR'))
        self.start_named_collector()
        for suffix in ('00', '20'):
            self.assertIn(f'10.99.1.1 COLLECTOR<{suffix}>', self.look_up(f'COLLECTOR#{suffix}'))
        self.assertNotIn('NOBODY<00>', self.look_up('NOBODY'))

    def look_up(self, name):
        asked = self.start_tool(*self.client.enter, 'nmblookup', '--configfile=/dev/null', '-B',
                                self.client.broadcast_address, name)
        asked.end()
        return asked.output


if __name__ == '__main__':
    unittest.main()
