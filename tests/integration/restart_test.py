"""Collectors that are killed, restarted, or late."""

import random
import time
import unittest

from support import SLOWNESS, SlotTest, wait_until

APPS = 4
LINES_A_SECOND = 500
FAST_LINES_A_SECOND = 7500 // SLOWNESS
AWAY_SECONDS = 2


class RestartedCollector(SlotTest):

    def start_steady(self, rate, *arguments):
        """Senders that end when they are told to: with one that ends while there is no collector
        goes what waits in its lane."""
        return [self.start_sender('steady_sender', rate, *arguments) for _ in range(APPS)]

    def expect_every_line_once(self, senders, summary):
        self.expect_each_once_in_order({(sender.pid, 1): sender.stats().logged
                                        for sender in senders})
        self.assertEqual((sum(self.log.reported_lost().values()), summary.lost), (0, 0))

    def log_grows_by(self, lines):
        before = self.log.count_of('line ')
        wait_until(lambda: self.log.count_of('line ') >= before + lines, 'more lines in the log')

    def test_nothing_is_lost_or_repeated_when_it_was_killed_and_away_for_two_seconds(self):
        collector = self.start_collector()
        senders = self.start_steady(LINES_A_SECOND)
        self.log_grows_by(APPS * LINES_A_SECOND)
        collector.kill()
        time.sleep(AWAY_SECONDS)  # the length of the absence is the test's subject
        collector = self.start_collector()
        self.log_grows_by(APPS * LINES_A_SECOND * AWAY_SECONDS)
        self.expect_end(*senders)
        summary = collector.stop()
        self.expect_every_line_once(senders, summary)
        for sender in senders:
            logged = sender.stats().logged
            self.assertEqual(summary.sender(sender.pid)[2:], (logged, logged, 0))

    def test_lines_logged_before_any_collector_arrive(self):
        senders = [self.start_sender('obedient_sender', 0) for _ in range(APPS)]
        for sender in senders:
            sender.obey('log 100')
        collector = self.start_collector()
        for sender in senders:
            wait_until(lambda: sender.obey('log 1') or self.log.count_of(f':{sender.pid}]') > 100,
                       'the lines of before')
            sender.tell('stats')
        self.expect_end(*senders)
        summary = collector.stop()
        self.expect_each_once_in_order({(sender.pid, 1): sender.stats().logged
                                        for sender in senders})
        self.assertEqual(summary.lost, 0)

    def test_nothing_is_lost_or_repeated_however_often_it_is_killed(self):
        seed = random.randrange(1 << 32)
        print('seed', seed)
        moments = random.Random(seed)
        collector = self.start_collector('--rotate-size', '200K')
        senders = self.start_steady(FAST_LINES_A_SECOND, 'wait')
        for _ in range(12):
            # A lane is offered once a second: some collectors get one, some die before.
            time.sleep(moments.uniform(0, 1.2))
            collector.kill()
            collector = self.start_collector('--rotate-size', '200K')
        wait_until(lambda: len(self.log.rotated()) > 5, 'rotated files')
        self.expect_end(*senders)
        summary = collector.stop()
        self.expect_every_line_once(senders, summary)

    def test_an_orderly_stop_and_start_repeats_nothing(self):
        sender = self.start_sender('obedient_sender', 0)
        for _ in range(5):
            collector = self.start_collector()
            sender.obey('log 100')
            collector.stop()
            sender.obey('log 100')
        sender.tell('stats')
        collector = self.start_collector()
        sender.obey('log 1')
        self.expect_end(sender)
        summary = collector.stop()
        self.expect_each_once_in_order({(sender.pid, 1): 1001})
        self.assertEqual(summary.sender(sender.pid)[2:], (1001, 1001, 0))


if __name__ == '__main__':
    unittest.main()
