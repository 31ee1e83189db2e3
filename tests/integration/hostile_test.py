"""A million datagrams from somebody who means harm: the collector stays as it was, counts them, and
takes nothing from the honest."""

import array
import os
import random
import socket
import struct
import time
import unittest

from support import SLOWNESS, SlotTest, wait_until

EACH = 250_000 // SLOWNESS  # of four kinds
MOST_GROWTH_BYTES = 32 * 1024 * 1024
HONEST_LINES = 5_000 // SLOWNESS
# Of the stream that is replayed: so many that no flood makes the collector forget it.
PROVEN_LINES = 32

MALFORMED = b'\x81\x05abc'


def datagram(first_byte, stream, sequence, rest=b''):
    """By docs/datagram.md, with numbers that are one byte long."""
    header = struct.pack('<QBB', stream, sequence, 1) + b'\x04liar'
    body = header + rest
    return bytes([first_byte, 2 + len(body)]) + body


def record(stream, sequence):
    return datagram(0x81, stream, sequence, b'\x02' + struct.pack('<q', time.time_ns()) + b'\x00lie')


def offer(stream):
    return datagram(0xA1, stream, 1)


def memory_bytes(pid):
    with open(f'/proc/{pid}/statm', encoding='ascii') as file:
        return int(file.read().split()[1]) * os.sysconf('SC_PAGE_SIZE')


def descriptor_count(pid):
    return len(os.listdir(f'/proc/{pid}/fd'))


class Hostile(SlotTest):

    def setUp(self):
        super().setUp()
        self.seed = random.randrange(2 ** 32)
        self.chance = random.Random(self.seed)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.socket.close)

    def send(self, message, handles=()):
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', handles))]
        self.socket.sendmsg([message], rights if handles else [])

    def send_all_kinds(self):
        stream = self.chance.getrandbits(64)
        for number in range(1, PROVEN_LINES + 1):
            self.send(record(stream, number))
        replayed = record(stream, 1)
        nothing = os.open('/dev/zero', os.O_RDWR)
        self.addCleanup(os.close, nothing)
        for _ in range(EACH):
            self.send(MALFORMED)
            self.send(record(self.chance.getrandbits(64), 1))
            self.send(replayed)
            self.send(offer(self.chance.getrandbits(64)), [nothing, nothing])

    def test_a_million_hostile_datagrams_change_nothing_but_the_counts(self):
        collector = self.start_collector('--rotate-size', '16MiB', '--keep-files', 2)
        honest = [self.start_app('--threads', 1, '--rate', 1000 // SLOWNESS,
                                 '--lines', HONEST_LINES) for _ in range(3)]
        self.socket.connect(self.socket_path)
        self.send(record(1, 1))  # so that all that is made once is made
        memory, descriptors = memory_bytes(collector.pid), descriptor_count(collector.pid)
        self.send_all_kinds()
        self.expect_end(*honest)
        with self.subTest(seed=self.seed):
            self.assertLess(memory_bytes(collector.pid), memory + MOST_GROWTH_BYTES)
            wait_until(lambda: descriptor_count(collector.pid) <= descriptors,
                       'the end of the last offer')
            summary = collector.stop()
            self.assertEqual(summary.malformed, 2 * EACH)
            self.assertEqual(summary.duplicates, EACH)
            self.assertEqual(summary.written, EACH + PROVEN_LINES + 1 + 3 * HONEST_LINES)
            self.assertEqual(summary.lost, 0)
            for sender in honest:  # the accounts of streams that have ended may be gone
                self.assertEqual(sender.stats().dropped, 0)


if __name__ == '__main__':
    unittest.main()
