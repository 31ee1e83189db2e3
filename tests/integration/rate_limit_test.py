"""Senders that are over their rate: what is not written is counted, and the log says so."""

import json
import random
import re
import time
import unittest

from datagrams import Sender
from lane_page import lane_page_of
from support import SLOWNESS, SlotTest, wait_until

LIMIT = ('--rate-limit', '100/1s')
RATE = 1000 // SLOWNESS


class RateLimit(SlotTest):

    def expect_exact_account(self, collector, app, logged):
        """Written, told of as suppressed and told of as lost are all that the process logged."""
        written = self.expect_at_most_once_in_order()[app.pid]
        suppressed = self.log.reported_suppressed()[app.pid]
        self.assertEqual(written + suppressed + self.log.reported_lost()[app.pid], logged)
        told = re.search(rf'\[{app.pid}\]\S*  logged (\d+)  written (\d+)  lost \d+'
                         r'(?:  suppressed (\d+))?', collector.output)
        self.assertEqual(tuple(map(int, told.groups(default='0'))), (logged, written, suppressed))
        return written, suppressed

    def test_a_flooding_sender_is_held_back_and_its_neighbour_is_not(self):
        collector = self.start_collector(*LIMIT)
        flooding = self.start_app('--threads', 1, '--rate', RATE, '--lines', 3 * RATE)
        neighbour = self.start_app('--threads', 1, '--rate', 10, '--lines', 30)
        self.expect_end(flooding, neighbour)
        summary = collector.stop()
        _, suppressed = self.expect_exact_account(collector, flooding, 3 * RATE)
        if SLOWNESS == 1:
            self.assertGreater(suppressed, 0)
        self.assertEqual(summary.suppressed, suppressed)
        self.assertEqual(self.expect_exact_account(collector, neighbour, 30), (30, 0))

    def test_a_sender_that_falls_silent_is_told_of_without_another_line(self):
        self.start_collector('--rate-limit', '5/1s')
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 20')
        wait_until(lambda: self.log.count_of(f'suppressed 15 lines from obedient_sender'
                                             f'[{sender.pid}]'), 'the notice')

    def test_what_a_killed_collector_held_back_is_told_of_once(self):
        collector = self.start_collector('--rate-limit', '5/7d')
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 20')
        sender.obey('log 1')
        wait_until(lambda: self.log.count_of('line 5:'), 'the lines within the limit')
        other = self.start_sender('obedient_sender', 0)
        other.obey('log 1')
        wait_until(lambda: self.log.count_of(f':{other.pid}]'), 'a line behind the suppressed ones')
        collector.kill()
        collector = self.start_collector('--rate-limit', '5/7d')
        wait_until(lambda: self.log.count_of('suppressed 16 lines'), 'the notice')
        self.expect_end(sender, other)
        collector.stop()
        self.assertEqual(self.expect_exact_account(collector, sender, 21), (5, 16))

    def test_the_account_is_exact_however_often_the_collector_is_killed(self):
        seed = random.randrange(1 << 32)
        print('seed', seed)
        moments = random.Random(seed)
        collector = self.start_collector(*LIMIT)
        # They end when they are told to: with one that ends while there is no collector goes what
        # waits in its lane.
        senders = [self.start_sender('steady_sender', rate, 'wait')
                   for rate in (RATE, RATE // 2, 20)]
        for _ in range(8):
            time.sleep(moments.uniform(0, 1))
            collector.kill()
            collector = self.start_collector(*LIMIT)
        self.expect_end(*senders)
        summary = collector.stop()
        accounts = [self.expect_exact_account(collector, sender, sender.stats().logged)
                    for sender in senders]
        self.assertEqual(summary.lost, 0)
        self.assertEqual(summary.suppressed, sum(suppressed for _, suppressed in accounts))
        if SLOWNESS == 1:
            self.assertGreater(summary.suppressed, 0)
        self.assertEqual(accounts[2][1], 0)

    def test_lines_that_waited_for_a_collector_did_not_come_too_fast(self):
        sender = self.start_sender('steady_sender', 30, 'wait')
        page = wait_until(lambda: lane_page_of(sender.pid), 'a lane')
        wait_until(lambda: page.logged() > 120, 'lines that wait, more than come in a second')
        collector = self.start_collector(*LIMIT)
        waiting = page.logged()
        wait_until(lambda: any(self.log.count_of(f'line {number}: ')
                               for number in range(waiting + 1, page.logged() + 1)), 'later lines')
        self.expect_end(sender)
        collector.stop()
        logged = sender.stats().logged
        self.assertEqual(self.expect_exact_account(collector, sender, logged), (logged, 0))

    def test_plain_text_is_limited_and_json_says_how_much(self):
        collector = self.start_collector('--rate-limit', '2/1s', '--format', 'json')
        sender = Sender(self.socket_path)
        self.addCleanup(sender.close)
        for _ in range(12):
            sender.send(b'words')
        wait_until(lambda: self.log.count_of('suppressed'), 'the notice')
        summary = collector.stop()
        entries = [json.loads(line) for line in self.log.lines()]
        told = sum(entry.get('Attributes', {}).get('mailslog.suppressed_records', 0)
                   for entry in entries)
        self.assertGreater(told, 0)
        self.assertEqual((summary.written + told, summary.suppressed), (12, told))


if __name__ == '__main__':
    unittest.main()
