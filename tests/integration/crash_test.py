"""Applications that crash."""

import signal
import unittest

from support import SlotTest, wait_until

BURST = 200


class CrashingSender(SlotTest):

    def crash_after_a_burst(self):
        sender = self.start_sender('obedient_sender', 0)
        sender.obey(f'log {BURST}')
        sender.tell('abort')
        self.assertEqual(sender.end(), -signal.SIGABRT)
        return sender

    def expect_the_whole_burst(self, collector, sender):
        wait_until(lambda: self.log.count_of(f'line {BURST}:'), 'the last line in the log')
        summary = collector.stop()
        self.expect_each_once_in_order({(sender.pid, 1): BURST})
        self.assertEqual(summary.sender(sender.pid)[2:], (BURST, BURST, 0))

    def test_its_lines_are_all_in_the_file(self):
        collector = self.start_collector()
        self.expect_the_whole_burst(collector, self.crash_after_a_burst())

    def test_its_lines_wait_for_a_collector_that_is_stopped(self):
        collector = self.start_collector()
        collector.signal(signal.SIGSTOP)
        sender = self.crash_after_a_burst()
        collector.signal(signal.SIGCONT)
        self.expect_the_whole_burst(collector, sender)

    def test_lines_that_it_had_to_drop_are_reported(self):
        collector = self.start_collector()
        collector.signal(signal.SIGSTOP)
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 20000')  # more than a lane holds
        sender.tell('abort')
        sender.end()
        collector.signal(signal.SIGCONT)
        wait_until(lambda: self.log.count_of('] lost '), 'the notice of loss')
        summary = collector.stop()
        written = self.expect_at_most_once_in_order()[sender.pid]
        self.assertEqual(written + self.log.reported_lost()[sender.pid], 20000)
        self.assertEqual(summary.sender(sender.pid)[2:], (20000, written, 20000 - written))

    def test_one_that_crashes_has_no_effect_on_the_others(self):
        collector = self.start_collector()
        other = self.start_sender('obedient_sender', 0)
        other.obey('log 10')
        self.crash_after_a_burst()
        other.obey('log 10')
        self.expect_end(other)
        summary = collector.stop()
        self.assertEqual(summary.sender(other.pid)[2:], (20, 20, 0))
        self.assertEqual(summary.lost, 0)


if __name__ == '__main__':
    unittest.main()
