"""What applications do: threads, fork, exec, asynchronous loggers, odd ends, few descriptors."""

import os
import signal
import unittest

from lane_page import lanes_held_by
from support import SLOWNESS, SlotTest, wait_until

LINES = 500
FEW_LINES = 5
LANE_LINES = 4000  # that fit into a lane, and are far more than the collector reads in a turn


class Application(SlotTest):

    def run_sender(self, name, *arguments):
        sender = self.start_sender(name, LINES, *arguments)
        self.expect_end(sender)
        return sender

    def run_with_collector(self, name, *arguments):
        collector = self.start_collector()
        sender = self.run_sender(name, *arguments)
        return sender, collector.stop()

    def test_eight_threads_share_a_sink(self):
        sender, summary = self.run_with_collector('threads_sender', 'wait')
        self.expect_each_once_in_order({(sender.pid, thread): LINES for thread in range(1, 9)})
        self.assertEqual(summary.lost, 0)

    def test_an_asynchronous_logger_loses_nothing(self):
        sender, summary = self.run_with_collector('async_sender', 'wait')
        self.expect_each_once_in_order({(sender.pid, 1): LINES})
        self.assertEqual(summary.lost, 0)

    def test_a_line_logged_by_a_destructor_at_exit_arrives(self):
        sender, summary = self.run_with_collector('exit_sender')
        self.expect_each_once_in_order({(sender.pid, 1): LINES})
        self.assertEqual(summary.sender(sender.pid)[2:], (LINES, LINES, 0))

    def test_a_line_logged_behind_the_last_destructor_at_exit_arrives(self):
        sender, summary = self.run_with_collector('atexit_sender')
        self.expect_each_once_in_order({(sender.pid, 1): LINES})
        self.assertEqual(summary.sender(sender.pid)[2:], (LINES, LINES, 0))

    def test_two_sinks_on_one_slot_are_two_streams(self):
        sender, summary = self.run_with_collector('two_sinks_sender')
        self.expect_each_once_in_order({(sender.pid, 1): LINES, (sender.pid, 2): LINES})
        streams = [stream for stream in summary.senders if stream.pid == sender.pid]
        self.assertEqual([stream[2:] for stream in streams], [(LINES, LINES, 0)] * 2)

    def test_parent_and_children_of_a_fork_all_go_on_logging(self):
        sender, summary = self.run_with_collector('fork_sender', 'wait')
        self.assertEqual(sender.stats().logged, 4 * LINES)
        numbered = list(self.log.numbered())
        children = {thread: pid for pid, thread, _ in numbered if thread > 100}
        self.assertEqual(sorted(children), [101, 102, 103, 104, 105])
        self.assertEqual(len(set(children.values()) | {sender.pid}), 6)
        expected = {(sender.pid, thread): LINES for thread in range(1, 5)}
        expected.update({(pid, thread): LINES for thread, pid in children.items()})
        self.expect_each_once_in_order(expected)
        self.assertEqual((summary.lost, summary.duplicates), (0, 0))

    def test_exec_begins_a_new_stream_and_passes_no_descriptor_on(self):
        sender, summary = self.run_with_collector('exec_sender')
        self.expect_each_once_in_order({(sender.pid, 1): LINES, (sender.pid, 2): LINES})
        self.assertEqual(summary.lost, 0)
        inherited = set(map(int, sender.output.split())) - {3}  # the listing's own
        self.assertLessEqual(inherited, {0, 1, 2})

    def start_closing_sender(self, collector):
        """A sender that has closed its descriptors, of which the collector has noticed that."""
        sender = self.start_sender('closing_sender', FEW_LINES)
        sender.wait_to_say('^closed$')
        wait_until(lambda: not lanes_held_by(collector.pid), 'the end of its lane')
        return sender

    def log_more(self, sender):
        sender.tell('more')
        sender.wait_to_say('^logged')
        return sender.stats().logged

    def test_who_has_closed_all_descriptors_is_heard_again_while_it_logs(self):
        collector = self.start_collector()
        sender = self.start_closing_sender(collector)
        wait_until(
            lambda: self.log_more(sender) and lanes_held_by(collector.pid), 'another lane of its')
        logged = sender.stats().logged
        wait_until(lambda: self.log.count_of('line ') == logged, 'the lines in the log')
        sender.signal(signal.SIGKILL)
        summary = collector.stop()
        self.expect_each_once_in_order({(sender.pid, 1): logged})
        self.assertEqual((summary.lost, summary.duplicates), (0, 0))

    def test_who_has_closed_all_descriptors_loses_nothing_at_its_end(self):
        collector = self.start_collector()
        sender = self.start_closing_sender(collector)
        self.log_more(sender)
        collector.stop()
        logged = self.log_more(sender)
        collector = self.start_collector()
        self.expect_end(sender)
        summary = collector.stop()
        self.expect_each_once_in_order({(sender.pid, 1): logged})
        self.assertEqual(summary.sender(sender.pid)[2:], (logged, logged, 0))

    def test_who_can_make_no_other_lane_loses_nothing_that_was_in_the_first(self):
        collector = self.start_collector()
        collector.signal(signal.SIGSTOP)  # so that it has far more to read than in one turn
        sender = self.start_sender('closing_sender', LANE_LINES, 'drop', 'cut-off')
        sender.wait_to_say('^closed$')
        self.expect_end(sender)
        collector.signal(signal.SIGCONT)
        summary = collector.stop()
        self.expect_each_once_in_order({(sender.pid, 1): LANE_LINES})
        self.assertEqual((summary.lost, summary.duplicates), (0, 0))

    def test_who_can_make_no_other_lane_tells_its_end_though_a_child_keeps_the_first(self):
        collector = self.start_collector()
        collector.signal(signal.SIGSTOP)
        sender = self.start_sender('closing_sender', LANE_LINES, 'drop', 'forked', 'cut-off')
        child = int(sender.wait_to_say(r'^child (\d+)$')[1])
        try:
            wait_until(lambda: self.log_more(sender) and sender.stats().dropped,
                       'more lines than the lane holds')
            logged = sender.stats().logged
            self.expect_end(sender)
            collector.signal(signal.SIGCONT)
            wait_until(self.log.reported_lost, 'what was lost')
            account = collector.stop().sender(sender.pid)
        finally:
            os.kill(child, signal.SIGKILL)
        self.assertEqual(account.logged, logged)
        self.assertEqual(account.written + account.lost, logged)

    def test_what_is_lost_in_another_lane_is_reported_though_a_child_keeps_the_first(self):
        collector = self.start_collector()
        sender = self.start_sender('closing_sender', LINES, 'drop', 'forked')
        child = int(sender.wait_to_say(r'^child (\d+)$')[1])
        try:
            wait_until(
                lambda: self.log_more(sender) and len(lanes_held_by(collector.pid)) == 2,
                'another lane of its')
            collector.signal(signal.SIGSTOP)
            dropped = sender.stats().dropped
            wait_until(lambda: self.log_more(sender) and sender.stats().dropped > dropped,
                       'more lines than the lane holds')
            logged = sender.stats().logged
            self.expect_end(sender)
            collector.signal(signal.SIGCONT)
            wait_until(lambda: len(lanes_held_by(collector.pid)) == 1, "the other lane's end")
        finally:
            os.kill(child, signal.SIGKILL)
        wait_until(lambda: not lanes_held_by(collector.pid), "the first lane's end")
        account = collector.stop().sender(sender.pid)
        self.assertEqual(account.logged, logged)
        self.assertEqual(account.written + account.lost, logged)
        self.assertGreater(account.lost, 0)

    def test_too_few_descriptors_for_a_lane_cost_no_line_that_the_outbox_can_hold(self):
        collector = self.start_collector()
        senders = [self.start_sender('full_table_sender', LINES, 'drop', left) for left in range(4)]
        for sender in senders:
            sender.wait_to_say('logged with a full table')
            sender.tell('go on')
            self.expect_end(sender)
            self.assertEqual((sender.stats().logged, sender.stats().dropped), (2 * LINES, 0))
            self.assertEqual(sender.stats()[-1], 'lane')
        summary = collector.stop()
        self.expect_each_once_in_order(
            {(sender.pid, thread): LINES for sender in senders for thread in (1, 2)})
        for sender in senders:
            self.assertEqual(summary.sender(sender.pid)[2:], (2 * LINES, 2 * LINES, 0))

    @unittest.skipIf(SLOWNESS != 1, 'a sanitizer takes terabytes of addresses')
    def test_where_there_is_no_memory_for_a_lane_each_line_is_written_or_reported(self):
        collector = self.start_collector()
        sender = self.start_sender('starved_sender', 20 * LINES)
        self.expect_end(sender)
        summary = collector.stop()
        stats = sender.stats()
        self.assertEqual(stats.logged, 40 * LINES)
        written = self.expect_at_most_once_in_order()[sender.pid]
        self.assertEqual(written, 40 * LINES - stats.dropped)
        self.assertEqual(summary.sender(sender.pid)[2:], (40 * LINES, written, stats.dropped))

    def test_a_thousand_sinks_find_descriptors_for_some_and_account_for_all(self):
        collector = self.start_collector()
        sender = self.start_sender('many_sinks_sender', 5)
        self.expect_end(sender)
        summary = collector.stop()
        self.assertEqual(sender.stats().logged, 5 * 1000)
        written = self.expect_at_most_once_in_order()[sender.pid]
        self.assertGreater(written, 0)
        self.assertEqual((summary.written, summary.malformed), (written, 0))

    def test_who_logs_last_ends_the_sink(self):
        sender, summary = self.run_with_collector('parting_sender', 'wait')
        self.expect_each_once_in_order({(sender.pid, thread): LINES * thread // 8
                                        for thread in range(1, 9)})
        self.assertEqual(summary.lost, 0)

    @unittest.skipIf(os.geteuid() != 0, 'only root can become somebody else')
    def test_a_sink_goes_on_when_its_process_becomes_another_user(self):
        sender, summary = self.run_with_collector('setuid_sender')
        self.expect_each_once_in_order({(sender.pid, 1): LINES})
        self.assertEqual(summary.sender(sender.pid)[2:], (LINES, LINES, 0))

    def test_without_a_collector_nothing_happens(self):
        for name in ('threads_sender', 'async_sender', 'exit_sender', 'atexit_sender',
                     'two_sinks_sender',
                     'fork_sender', 'exec_sender', 'parting_sender',
                     'many_sinks_sender'):
            with self.subTest(name):
                self.run_sender(name)


class Sandbox(SlotTest):

    def test_where_shared_memory_is_refused_lines_go_by_datagram_and_stats_says_so(self):
        collector = self.start_collector()
        sender = self.start_sender('sandboxed_sender', LINES, 'wait')
        self.expect_end(sender)
        summary = collector.stop()
        self.assertEqual(sender.stats(), (LINES, 0, 0, 0, 'datagram'))
        self.expect_each_once_in_order({(sender.pid, 1): LINES})
        self.assertEqual(summary.sender(sender.pid)[2:], (LINES, LINES, 0))

    def test_by_datagram_a_line_is_written_or_reported_lost_too(self):
        collector = self.start_collector()
        sender = self.start_sender('sandboxed_sender', 20 * LINES)
        self.expect_end(sender)
        summary = collector.stop()
        stats = sender.stats()
        written = self.expect_at_most_once_in_order()[sender.pid]
        self.assertEqual(written + stats.dropped, 20 * LINES)
        self.assertEqual(summary.sender(sender.pid)[2:], (20 * LINES, written, stats.dropped))


if __name__ == '__main__':
    unittest.main()
