"""Hostile offers of lanes, to a real collector, beside honest senders."""

import os
import re
import signal
import socket
import struct
import time
import unittest

from datagrams import OFFER, Sender, datagram, fill_lane, make_lane, record
from pipe_holder import start_holder
from support import SLOWNESS, SlotTest, Summary, wait_until

MANY = 100_000 // SLOWNESS
FEW_DESCRIPTORS = 256
LINGER_SECONDS = 60
MEMORY_KIB = 32 * 1024


class Offers(SlotTest):

    def setUp(self):
        super().setUp()
        self.lanes = []
        self.holders = []
        self.addCleanup(lambda: self.drop_lanes(len(self.lanes)))

    def start_collector(self, *arguments, under=()):
        collector = super().start_collector(*arguments, under=under)
        self.addCleanup(self.let_go_of_pipes)  # before it is waited for
        return collector

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

    def hold_pipe(self):
        """Both ends of a pipe whose lock somebody holds until he is killed."""
        bell, ringer = os.pipe()
        os.write(ringer, b'!')
        holder = start_holder(ringer)
        if not holder:
            self.skipTest('the system lets nobody hold a fault of the kernel (userfaultfd)')
        self.holders.append(holder)
        return bell, ringer

    def let_go_of_pipes(self):
        for holder in self.holders:
            holder.kill()
            holder.wait()
        self.holders.clear()

    def offer_what_hangs(self, hostile, stream):
        """Whatever is done to these handles but to poll them has no end. The last ones are the
        collector's."""
        bell, ringer = self.hold_pipe()
        memory, *ends = make_lane()
        hostile.offer(datagram(OFFER, stream, 0, os.getpid()), [memory, bell])
        hostile.offer(datagram(OFFER, stream + 1, 0, os.getpid()), [bell, bell])
        hostile.offer(datagram(OFFER, stream + 2, 0, os.getpid()), [memory, memory, bell])
        hostile.send(b'hangs')
        for handle in (memory, bell, ringer, *ends):
            os.close(handle)

    def test_handles_that_hang_hold_up_nobody_and_no_stop(self):
        collector = self.start_collector()
        hostile = self.connect()
        for number in range(1, 11):
            self.offer_what_hangs(hostile, 1000 * number)
            early = self.start_working_sender()
            self.expect_end(early)
        late = self.start_working_sender()
        for number in range(1, 11):
            late.obey('log 100')
            wait_until(lambda: self.log.count_of(f':{late.pid}]') == 100 + 100 * number, 'its lines')
        self.expect_end(late)

        collector.signal(signal.SIGINT)
        wait_until(lambda: not os.path.exists(self.log.path + '.lock'), 'the end of its work')
        successor = self.start_collector()
        next_one = self.start_working_sender()
        self.expect_end(next_one)
        self.assertEqual(successor.stop().lost, 0)
        self.let_go_of_pipes()
        self.assertEqual(collector.end(), 0)
        self.assertEqual(Summary(collector.output).lost, 0)

    def test_a_stop_takes_what_stands_behind_much_that_is_no_record(self):
        collector = self.start_collector()
        collector.signal(signal.SIGSTOP)
        memory, *ends = make_lane(1 << 20)
        no_records = [bytes(1000)] * 500
        fill_lane(memory, 1000, [*no_records, record(1000, 1, os.getpid(), b'the last')], 1)
        self.connect().offer(datagram(OFFER, 1000, 0, os.getpid()), [memory, ends[0]])
        for handle in (memory, *ends):
            os.close(handle)
        collector.signal(signal.SIGINT)
        collector.signal(signal.SIGCONT)
        self.assertEqual(collector.end(), 0)
        summary = Summary(collector.output)
        self.assertEqual((summary.written, summary.lost, summary.malformed),
                         (1, 0, len(no_records)))
        self.assertEqual(self.log.count_of('the last'), 1)

    def test_sockets_that_linger_hold_up_nobody_and_no_end(self):
        collector = self.start_collector()
        hostile = self.connect()
        for others in ([], [0], [0, 0]) * 30:
            with lingering_socket(self) as near:
                hostile.offer(datagram(OFFER, 1000, 0, os.getpid()), [*others, near.fileno()])
        self.wait_until_taken(hostile, 'all offered')
        begun = time.monotonic()
        collector.stop()
        self.assertLess(time.monotonic() - begun, LINGER_SECONDS / 2, 'it has waited for a socket')

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


def lingering_socket(test):
    """One whose close waits so long for the other end, which reads nothing."""
    with socket.create_server(('127.0.0.1', 0)) as server:
        near = socket.create_connection(server.getsockname())
        far, _ = server.accept()
    test.addCleanup(far.close)
    near.setblocking(False)
    try:
        while near.send(bytes(1 << 16)):
            pass
    except BlockingIOError:
        pass  # it is full
    near.setblocking(True)
    near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, LINGER_SECONDS))
    return near


def collector_file(test):
    path = os.path.join(test.folder, 'a file')
    with open(path, 'wb') as file:
        file.write(bytes(8192))
    return path


if __name__ == '__main__':
    unittest.main()
