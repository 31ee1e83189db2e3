"""Four processes, a million lines."""

import signal
import time
import unittest

from support import SLOWNESS, SlotTest

PROCESSES = 4
THREADS = 5
LINES = max(250_000 // SLOWNESS, 80_000)  # a third of them, two seconds' worth, fills a lane twice
STOPPED_SECONDS = 2


class ManyProcesses(SlotTest):

    def test_waiting_senders_lose_nothing_and_keep_their_order(self):
        collector = self.start_collector('--rotate-size', '16MiB' if SLOWNESS == 1 else '1MiB')
        apps = [self.start_app('--lines', LINES, '--threads', THREADS, '--overflow', 'wait')
                for _ in range(PROCESSES)]
        self.expect_end(*apps)
        summary = collector.stop()
        self.expect_each_once_in_order({(app.pid, thread): LINES // THREADS
                                        for app in apps for thread in range(1, THREADS + 1)})
        self.assertEqual(summary.written, PROCESSES * LINES)
        self.assertEqual(summary.lost, 0)
        self.assertGreater(len(self.log.rotated()), 1)

    def test_a_stopped_collector_loses_no_line_unreported(self):
        collector = self.start_collector('--rotate-size', '16MiB')
        senders = [self.start_sender('timed_sender', LINES) for _ in range(PROCESSES)]
        for sender in senders:
            sender.wait_to_say('half-way')
        collector.signal(signal.SIGSTOP)
        for sender in senders:
            sender.tell('go on')
        time.sleep(STOPPED_SECONDS)  # the length of the stop is the test's subject
        collector.signal(signal.SIGCONT)
        self.expect_end(*senders)
        summary = collector.stop()
        for sender in senders:
            print(sender.said['output'][1])
        written = self.expect_at_most_once_in_order()
        lost = self.log.reported_lost()
        for sender in senders:
            self.assertEqual(written[sender.pid] + lost[sender.pid], LINES)
            self.assertEqual(sender.stats().dropped, lost[sender.pid])
        self.assertEqual(summary.written, sum(written.values()))
        self.assertEqual(summary.lost, sum(lost.values()))
        self.assertGreater(summary.lost, 0, 'the stop was too short to show anything')


if __name__ == '__main__':
    unittest.main()
