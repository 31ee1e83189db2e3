"""Senders that claim to be others, on a local slot, where the kernel knows better."""

import os
import subprocess
import sys
import unittest

from datagrams import GOODBYE, OFFER, Sender, datagram, make_lane, record, stream_of_lane
from support import SlotTest, wait_until

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


if __name__ == '__main__':
    unittest.main()
