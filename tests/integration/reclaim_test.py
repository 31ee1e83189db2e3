"""Lanes of senders that say nothing, taken back by a collector that comes after a killed one."""

import os
import signal
import unittest

from lane_page import lanes_held_by
from support import SlotTest, wait_until


class QuietSenders(SlotTest):

    def start_quiet_sender(self, lines):
        """A sender whose lines the log has, and that will say nothing of itself any more."""
        sender = self.start_sender('obedient_sender', 0)
        before = self.log.count_of('line ')
        sender.obey(f'log {lines}')
        wait_until(lambda: self.log.count_of('line ') == before + lines, 'the lines in the log')
        return sender

    def lines_of(self, sender):
        return self.log.count_of(f':{sender.pid}]')

    def test_what_one_logged_while_no_collector_ran_is_written_without_its_help(self):
        collector = self.start_collector()
        sender = self.start_quiet_sender(10)
        collector.kill()
        sender.obey('log 90')
        collector = self.start_collector()
        wait_until(lambda: self.lines_of(sender) == 100, 'the lines that waited')
        sender.tell('stats')
        self.expect_end(sender)
        summary = collector.stop()
        self.expect_each_once_in_order({(sender.pid, 1): 100})
        self.assertEqual(summary.sender(sender.pid)[2:], (100, 100, 0))
        self.assertEqual((summary.duplicates, summary.malformed), (0, 0))

    def test_without_a_ledger_it_waits_until_the_sender_speaks_again(self):
        collector = self.start_collector()
        sender = self.start_quiet_sender(10)
        collector.kill()
        sender.obey('log 90')
        os.remove(self.log.path + '.ledger')
        self.start_collector()
        self.start_quiet_sender(10)  # by now the collector has had its time
        self.assertEqual(self.lines_of(sender), 10)
        wait_until(lambda: sender.obey('log 1') or self.lines_of(sender) >= 101, 'its lines')

    def test_one_that_is_silent_for_good_ends_in_the_account(self):
        collector = self.start_collector()
        sender = self.start_quiet_sender(10)
        collector.kill()
        collector = self.start_collector()
        wait_until(lambda: self.holds_lane_of(collector, sender), 'the lane')
        sender.obey('log 5')
        sender.signal(9)
        wait_until(lambda: self.lines_of(sender) == 15, 'its last lines')
        self.assertEqual(collector.stop().sender(sender.pid)[2:], (15, 15, 0))

    def holds_lane_of(self, collector, sender):
        return self.pipes_of(collector) & self.pipes_of(sender)

    @staticmethod
    def pipes_of(program):
        folder = f'/proc/{program.pid}/fd'
        links = []
        for name in os.listdir(folder):
            try:
                links.append(os.readlink(os.path.join(folder, name)))
            except FileNotFoundError:
                pass  # closed since
        return {link for link in links if link.startswith('pipe:')}

    def test_many_are_taken_back_after_kill_upon_kill(self):
        collector = self.start_collector()
        senders = [self.start_quiet_sender(1) for _ in range(6)]
        for round_number in range(2, 6):
            collector.kill()
            for sender in senders:
                sender.obey('log 1')
            collector = self.start_collector()
            for sender in senders:
                wait_until(lambda: self.lines_of(sender) == round_number, 'a line each')
        self.expect_end(*senders)
        summary = collector.stop()
        self.expect_each_once_in_order({(sender.pid, 1): 5 for sender in senders})
        self.assertEqual((summary.lost, summary.duplicates), (0, 0))

    def test_one_that_has_gone_to_another_lane_is_found_there(self):
        collector = self.start_collector()
        collector.signal(signal.SIGSTOP)  # so that it sees the old lane's end and the new one at once
        sender = self.start_sender('closing_sender', 5)
        sender.wait_to_say('^closed$')
        wait_until(lambda: self.log_more(sender).offers > 1, 'the offer of another lane')
        collector.signal(signal.SIGCONT)
        wait_until(lambda: self.lines_of(sender) == sender.stats().logged, 'the lines in the log')
        wait_until(lambda: len(lanes_held_by(collector.pid)) == 1, 'the end of the old lane')
        collector.kill()
        logged = self.log_more(sender).logged
        collector = self.start_collector()
        wait_until(lambda: self.lines_of(sender) == logged, 'the lines that waited')
        self.expect_end(sender)
        self.assertEqual(collector.stop().sender(sender.pid)[2:], (logged, logged, 0))

    @staticmethod
    def log_more(sender):
        sender.tell('more')
        sender.wait_to_say('^logged')
        return sender.stats()

    def test_after_an_orderly_end_they_are_taken_back_as_well(self):
        collector = self.start_collector()
        sender = self.start_quiet_sender(10)
        collector.stop()
        sender.obey('log 5')
        collector = self.start_collector()
        wait_until(lambda: self.lines_of(sender) == 15, 'the lines that waited')
        self.expect_end(sender)
        self.assertEqual(collector.stop().lost, 0)


@unittest.skipUnless(os.geteuid() == 0, 'needs root, to be somebody else')
class ForeignSenders(SlotTest):

    def test_a_collector_that_may_not_look_at_a_sender_waits_for_it(self):
        nobody = ('setpriv', '--reuid=65534', '--regid=65534', '--clear-groups')
        os.mkdir(self.slot_folder)
        os.chmod(self.slot_folder, 0o755)
        for folder in (self.folder, self.slot_folder):
            os.chown(folder, 65534, 65534)
        for _ in range(2):
            collector = self.start_collector(under=nobody)
            sender = self.start_sender('obedient_sender', 0)
            wait_until(lambda: sender.obey('log 1') or self.log.count_of(f':{sender.pid}]'),
                       'its lines')
            collector.kill()
            sender.obey('log 1')
        collector = self.start_collector(under=nobody)
        wait_until(lambda: sender.obey('log 1') or self.log.count_of(f':{sender.pid}]') > 2,
                   'its lines')
        self.expect_end(sender)
        self.assertEqual(collector.stop().lost, 0)


if __name__ == '__main__':
    unittest.main()
