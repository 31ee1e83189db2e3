"""Hostile offers of lanes, to a real collector, beside honest senders."""

import os
import re
import socket
import unittest

from datagrams import OFFER, Sender, datagram, make_lane
from support import SLOWNESS, SlotTest, wait_until

MANY = 100_000 // SLOWNESS
FEW_DESCRIPTORS = 256
MEMORY_KIB = 32 * 1024


class Offers(SlotTest):

    def setUp(self):
        super().setUp()
        self.lanes = []
        self.addCleanup(lambda: self.drop_lanes(len(self.lanes)))

    def connect(self):
        sender = Sender(self.socket_path)
        self.addCleanup(sender.close)
        return sender

    def offer_lanes(self, sender, count):
        for _ in range(count):
            memory, bell, ringer = make_lane()
            sender.offer(datagram(OFFER, 1000 + len(self.lanes), 0, os.getpid()), [memory, bell])
            os.close(memory)
            os.close(bell)
            self.lanes.append(ringer)

    def drop_lanes(self, count):
        for _ in range(count):
            os.close(self.lanes.pop(0))

    def wait_until_taken(self, sender, text):
        """All that was sent before this has been looked at."""
        sender.send(text.encode())
        wait_until(lambda: self.log.count_of(text), f'{text!r} in the log')

    def start_working_sender(self):
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 100')
        wait_until(lambda: self.log.count_of(f':{sender.pid}]') == 100, 'its lines')
        return sender

    @staticmethod
    def descriptors_of(program):
        return len(os.listdir(f'/proc/{program.pid}/fd'))

    @staticmethod
    def memory_kib_of(program):
        with open(f'/proc/{program.pid}/status', encoding='ascii') as status:
            return int(re.search(r'VmRSS:\s+(\d+)', status.read()).group(1))

    def test_a_full_table_of_descriptors_hurts_nobody_who_is_served(self):
        collector = self.start_collector_under(
            'prlimit', f'--nofile={FEW_DESCRIPTORS}:{FEW_DESCRIPTORS}')
        served = self.start_working_sender()
        hostile = self.connect()
        self.offer_lanes(hostile, FEW_DESCRIPTORS)
        self.wait_until_taken(hostile, 'all offered')
        self.assertLess(self.descriptors_of(collector), FEW_DESCRIPTORS)
        self.assertEqual(len(re.findall('cannot take more lanes', collector.errors)), 1)
        served.obey('log 100')

        self.drop_lanes(FEW_DESCRIPTORS // 2)
        late = self.start_sender('obedient_sender', 0)
        wait_until(lambda: late.obey('log 1') or self.log.count_of(f':{late.pid}]'),
                   'a line of a new sender')
        late.tell('stats')
        self.expect_end(served, late)
        summary = collector.stop()
        self.expect_each_once_in_order({(served.pid, 1): 200, (late.pid, 1): late.stats().logged})
        self.assertEqual(summary.lost, 0)
        self.assertGreater(summary.refused['no room for more lanes'], 0)

    def start_collector_under(self, *tool):
        plain = self.command
        self.command = lambda name, *arguments: [*tool, *plain(name, *arguments)]
        try:
            return self.start_collector()
        finally:
            self.command = plain

    def test_offers_without_end_cost_nothing_that_lasts(self):
        collector = self.start_collector()
        honest = [self.start_working_sender() for _ in range(3)]
        hostile = self.connect()
        memory, bell, ringer = make_lane()
        near, far = socket.socketpair()
        self.addCleanup(near.close)
        self.addCleanup(far.close)
        with open('/dev/zero', 'rb') as zero, open(collector_file(self), 'rb') as file:
            handles = [[memory, bell], [bell, memory], [zero.fileno(), bell], [memory, ringer],
                       [near.fileno(), bell], [file.fileno(), file.fileno()], [memory], []]
            self.offer_each(hostile, handles, 100)
            self.wait_until_taken(hostile, 'the first are looked at')
            descriptors, kib = self.descriptors_of(collector), self.memory_kib_of(collector)
            for sender in honest:
                sender.tell('log 1000')
            self.offer_each(hostile, handles, MANY)
        self.wait_until_taken(hostile, 'all are looked at')
        wait_until(lambda: self.descriptors_of(collector) <= descriptors, 'descriptors as before')
        self.assertLess(self.memory_kib_of(collector), kib + MEMORY_KIB)
        for handle in (memory, bell, ringer):
            os.close(handle)
        self.expect_end(*honest)
        summary = collector.stop()
        self.expect_each_once_in_order({(sender.pid, 1): 1100 for sender in honest})
        self.assertEqual(summary.lost, 0)
        self.assertGreaterEqual(summary.malformed, (MANY + 100) * 6 // 8 - 2)

    @staticmethod
    def offer_each(sender, handles, count):
        for number in range(count):
            sender.offer(datagram(OFFER, 1000, 0, os.getpid()), handles[number % len(handles)])


def collector_file(test):
    path = os.path.join(test.folder, 'a file')
    with open(path, 'wb') as file:
        file.write(bytes(8192))
    return path


if __name__ == '__main__':
    unittest.main()
