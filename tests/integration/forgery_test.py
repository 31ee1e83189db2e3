"""Senders that claim to be others, on a local slot, where the kernel knows better."""

import json
import os
import re
import socket
import struct
import subprocess
import sys
import time
import unittest

from datagrams import (GOODBYE, OFFER, RECORDS, Sender, datagram, make_lane, record, stream_of_lane,
                       string, varint)
from support import PATIENCE_SECONDS, SlotTest, wait_until

# An honest sender without a lane, in a process of its own: says its numbers when it is told to.
HONEST = '''
import os, sys
sys.path.insert(0, sys.argv[1])
from datagrams import Sender, record
sender = Sender(sys.argv[2])
for line in sys.stdin:
    number = int(line)
    sender.send(record(77, number, os.getpid(), b'line %d' % number, b'honest'))
    print('done', flush=True)
'''


# What ends a line, acts on a terminal, turns the direction of writing, or is no text at all.
BITES = ['\n', '\r', '\0', '\t', '\x1b[2J', '\x7f', '\x9b', '\u2028', '\u2029',
         *map(chr, range(0x202a, 0x202f)), *map(chr, range(0x2066, 0x206a))]
HOSTILE = ''.join(BITES).encode() + b'\x9b2J\xff\xed\xa0\x80\xc0\x8a' + \
    b'\n[2026-11-22 14:22:01.123456] [info] [init:1] [-] never logged'
# In a line of the log, each of these would be one too many (its end excepted).
HARMFUL = re.compile('[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]')
NAME_BYTES = 15  # of a computer on the network; one more says what it is (RFC 1001)


def hostile_record(stream):
    """One record whose every field bites; it fits a mailslot's 424 bytes."""
    bites = ''.join(BITES[:8]).encode() + b'\xff' + BITES[-1].encode()
    source = varint(7) + string(bites) + string(bites)
    rest = b'\x22' + struct.pack('<q', time.time_ns()) + string(bites) + source + HOSTILE
    return datagram(RECORDS, stream, 1, os.getpid(), rest, bites)


def network_name(name):
    """As a packet spells a computer's name (RFC 1001 section 14.1)."""
    return bytes(ord('A') + nibble for byte in name for nibble in (byte >> 4, byte & 15))


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def pid_namespaces_are_refused():
    return subprocess.run(['unshare', '--pid', '--fork', 'true'], capture_output=True,
                          check=False).returncode != 0


class Forger(SlotTest):

    def forger(self):
        sender = Sender(self.socket_path)
        self.addCleanup(sender.close)
        return sender

    def start_honest_sender(self):
        return self.start_tool(sys.executable, '-B', '-c', HONEST, os.path.dirname(__file__),
                               self.socket_path)

    def wait_for(self, text, count=1):
        wait_until(lambda: self.log.count_of(text) >= count, f'{text!r} in the log')

    def test_a_claimed_process_id_is_replaced_by_the_kernels_and_told_once(self):
        collector = self.start_collector()
        forger = self.forger()
        for number in (1, 2, 3):
            forger.send(record(5, number, 1, b'I am init %d' % number))
        self.wait_for('I am init 3')
        summary = collector.stop()
        lines = [entry for entry in self.log.entries() if 'init' in entry.message]
        self.assertEqual([entry.pid for entry in lines], [os.getpid()] * 3)
        self.assertEqual(self.log.count_of(f'process {os.getpid()} claimed to be 1'), 1)
        self.assertEqual(summary.forged, 3)
        self.assertEqual(summary.sender(os.getpid())[2:], (3, 3, 0))

    def test_nobody_else_writes_in_a_lanes_stream(self):
        collector = self.start_collector()
        honest = self.start_sender('obedient_sender', 0)
        honest.obey('log 100')
        self.wait_for('line 100:')
        stream = stream_of_lane(honest.pid)
        forger = self.forger()
        for number in (1, 101, 1 << 40):
            forger.send(record(stream, number, honest.pid, b'forged'))
        forger.send(datagram(GOODBYE, stream, 1 << 41, honest.pid))
        memory, bell, ringer = make_lane()
        forger.offer(datagram(OFFER, stream, 1 << 41, honest.pid), [memory, bell])
        forger.send(b'the end')
        self.wait_for('the end')
        for handle in (memory, bell, ringer):
            os.close(handle)
        honest.obey('log 100')
        self.expect_end(honest)
        summary = collector.stop()
        self.expect_each_once_in_order({(honest.pid, 1): 200})
        self.assertEqual(self.log.count_of('forged'), 0)
        self.assertEqual(summary.sender(honest.pid)[2:], (200, 200, 0))
        self.assertEqual(summary.lost, 0)
        self.assertGreaterEqual(summary.forged, 5)

    def test_nobody_else_continues_a_stream_that_comes_by_datagram(self):
        collector = self.start_collector()
        honest = self.start_honest_sender()
        honest.obey('1')
        self.wait_for('line 1')
        forger = self.forger()
        forger.send(record(77, 2, honest.pid, b'forged'))
        forger.send(datagram(GOODBYE, 77, 1000, honest.pid))
        honest.obey('2')
        self.wait_for('line 2')
        self.expect_end(honest)
        summary = collector.stop()
        self.assertEqual(self.log.messages(), ['line 1', 'line 2'])
        self.assertEqual(summary.sender(honest.pid)[2:], (2, 2, 0))
        self.assertEqual(summary.lost, 0)

    def test_a_stream_keeps_its_owner_when_the_collector_is_killed(self):
        collector = self.start_collector()
        honest = self.start_honest_sender()
        honest.obey('1')
        self.wait_for('line 1')
        collector.kill()
        collector = self.start_collector()
        forger = self.forger()
        forger.send(record(77, 2, honest.pid, b'forged'))
        forger.send(b'the end')
        self.wait_for('the end')
        self.expect_end(honest)
        collector.stop()
        self.assertEqual(self.log.messages(), ['line 1', 'the end'])

    def test_who_has_a_number_of_its_own_in_a_container_forges_nothing(self):
        if pid_namespaces_are_refused():
            self.skipTest('no process id namespaces here')
        collector = self.start_collector()
        sender = self.start_sender('obedient_sender', 0,
                                   under=('unshare', '--pid', '--fork', '--kill-child'))
        sender.obey('log 10')
        self.wait_for('line 10:')
        with open(f'/proc/{sender.pid}/task/{sender.pid}/children', encoding='ascii') as children:
            pid = int(children.read())
        self.expect_end(sender)
        summary = collector.stop()
        self.expect_each_once_in_order({(pid, 1): 10})
        self.assertEqual(summary.forged, 0)

    def send_hostile_lines(self, port):
        """By this machine's slot and over the network, as records and as plain text."""
        forger = self.forger()
        forger.send(hostile_record(91))
        plain = HOSTILE.replace(b'\0', b'')  # which would end it
        forger.send(plain)
        forger.send(b'<13>Nov 22 14:22:01 ' + plain)
        message = hostile_record(92)
        packet = subprocess.run(
            self.command('nbt_packet', 'unique', 'COLLECTOR', os.path.basename(self.socket_path),
                         len(message)),
            capture_output=True, check=True, timeout=PATIENCE_SECONDS).stdout
        host = HOSTILE[-NAME_BYTES // 2:] + ''.join(BITES).encode()
        packet = packet.replace(network_name(b'HOST1'.ljust(NAME_BYTES)),
                                network_name(host[:NAME_BYTES]))
        packet = packet.replace(b'm' * len(message), message)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(packet, ('127.0.0.1', port))

    def hostile_lines_written(self, *options):
        port = free_port()
        collector = self.start_collector('--listen', f'127.0.0.1:{port}', '--host', 'COLLECTOR',
                                         *options)
        self.send_hostile_lines(port)
        self.wait_for('127.0.0.1')
        self.wait_for('never logged', count=4)
        collector.stop()
        with open(self.log.path, 'rb') as file:
            lines = file.read().decode().split('\n')  # fails at the first byte that is no UTF-8
        self.assertEqual(lines.pop(), '')
        self.assertEqual(len(lines), 4)
        for line in lines:
            self.assertIsNone(HARMFUL.search(line), line)
        self.assertIsNone(HARMFUL.search(collector.output.replace('\n', '')))
        return lines

    def test_no_field_of_a_senders_makes_a_line_or_acts_on_a_terminal(self):
        lines = self.hostile_lines_written('--pattern', '[%l] [%N:%Q@%w] [%n] [%s:%#] [%!] [%g] %v')
        self.assertEqual([line[0] for line in lines], ['['] * 4)

    def test_no_field_of_a_senders_leaves_its_json(self):
        lines = self.hostile_lines_written('--format', 'json')
        expected = HOSTILE.decode('utf-8', 'replace')
        bodies = [json.loads(line)['Body'] for line in lines]
        self.assertEqual(sum(expected.splitlines()[-1] in body for body in bodies), 4)


if __name__ == '__main__':
    unittest.main()
