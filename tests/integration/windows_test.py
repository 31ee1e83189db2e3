"""The Windows programs: a collector, three applications and a client on the bare Win32 calls."""

import signal
import unittest

from support import SlotTest, wait_until

APPS = ('orders', 'billing', 'shipping')
THREADS = 3
LINES = 3000


class WindowsCollector(SlotTest):

    def expect_every_line_of(self, name):
        lines = {thread: [] for thread in range(1, THREADS + 1)}
        for entry in self.log.entries():
            if entry.process == name:
                words = entry.message.replace(':', '').split()
                lines[int(words[1])].append(int(words[3]))
        for thread, numbers in lines.items():
            self.assertEqual(numbers, list(range(1, LINES // THREADS + 1)), f'{name} {thread}')

    def test_it_collects_from_applications_and_from_a_bare_client_into_rotating_files(self):
        collector = self.start_collector('--rotate-size', '100K')
        apps = [self.start_app('--name', name, '--lines', LINES, '--threads', THREADS,
                               '--overflow', 'wait') for name in APPS]
        bare = self.start('bare_client', self.slot)
        bare.tell('three plain words')
        self.expect_end(bare, *apps)
        wait_until(lambda: self.log.count_of('] words') == 1, "the bare client's last word")
        summary = collector.stop()
        for name in APPS:
            self.expect_every_line_of(name)
        messages = self.log.messages()
        self.assertEqual([word for word in messages if ' ' not in word],
                         ['three', 'plain', 'words'])
        self.assertEqual(len(messages), len(APPS) * LINES + 3)
        self.assertEqual((summary.received, summary.written), (len(messages), len(messages)))
        self.assertEqual((summary.lost, summary.duplicates, summary.malformed), (0, 0, 0))
        self.assertEqual(sorted(sender[:1] + sender[2:] for sender in summary.senders
                                if sender.process in APPS),
                         sorted((name, LINES, LINES, 0) for name in APPS))
        self.assertGreater(len(self.log.rotated()), 3)

    def test_a_second_collector_is_refused_and_the_first_is_undisturbed(self):
        first = self.start_collector()
        code, _, errors = self.run_to_end('mailslog', 'collect', '--slot', self.slot, '--file',
                                          'other.log')
        self.assertEqual(code, 1, errors)
        self.expect_end(self.start_app('--lines', 100, '--overflow', 'wait'))
        wait_until(lambda: self.log.count_of('line ') == 100, 'the lines in the log')
        self.assertEqual(first.stop().written, 100)

    def test_lines_logged_before_any_collector_arrive(self):
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 100')
        collector = self.start_collector()
        wait_until(lambda: sender.obey('log 1') or self.log.count_of('line 100:'),
                   'the lines of before')
        sender.tell('stats')
        self.expect_end(sender)
        summary = collector.stop()
        logged = sender.stats().logged
        self.assertEqual((summary.written, summary.lost), (logged, 0))
        self.assertEqual([line for _, _, line in self.log.numbered()], list(range(1, logged + 1)))

    def expect_exact_account(self, sender, collector):
        """Each line is in the log once, or reported as lost; returns how many are lost."""
        sender.tell('stats')
        self.expect_end(sender)
        summary = collector.stop()
        logged = sender.stats().logged
        lines = [line for _, _, line in self.log.numbered()]
        self.assertEqual(lines, sorted(set(lines)))
        lost = sum(self.log.reported_lost().values())
        self.assertEqual(len(lines) + lost, logged)
        self.assertEqual((summary.written, summary.lost), (len(lines), lost))
        return lost

    def test_the_lines_of_an_application_that_crashes_arrive(self):
        collector = self.start_collector()
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 100')
        sender.tell('abort')
        self.assertNotEqual(sender.end(), 0)
        wait_until(lambda: self.log.count_of('line 100:'), 'the last line')
        summary = collector.stop()
        self.assertEqual([line for _, _, line in self.log.numbered()], list(range(1, 101)))
        self.assertEqual((summary.written, summary.lost), (100, 0))

    def test_a_collector_that_is_stopped_loses_nothing(self):
        collector = self.start_collector()
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 1')
        collector.signal(signal.SIGSTOP)
        sender.obey('log 50')  # Wine's slots, unlike the system's, hold no more than some hundred
        collector.signal(signal.SIGCONT)
        wait_until(lambda: self.log.count_of('line 51:'), 'the lines of meanwhile')
        self.assertEqual(self.expect_exact_account(sender, collector), 0)

    def test_what_the_outbox_has_no_room_for_while_there_is_no_collector_is_reported(self):
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 20000')
        collector = self.start_collector()
        wait_until(lambda: sender.obey('log 1') or self.log.count_of('line 20000:'),
                   'the newest of the lines of before')
        lost = self.expect_exact_account(sender, collector)
        self.assertGreater(lost, 0)
        self.assertLess(lost, 20000)

    def test_rotation_goes_on_while_someone_tails(self):
        collector = self.start_collector('--rotate-size', '20K')
        app = self.start_app('--lines', 1, '--threads', 1)
        self.expect_end(app)
        tail = self.start('mailslog', 'tail', '-n', '100', '-f', 'all.log')
        tail.wait_to_say('line 1:')
        self.expect_end(self.start_app('--lines', 1000, '--threads', 1, '--overflow', 'wait'))
        tail.wait_to_say('line 1000:')
        tail.discard()
        summary = collector.stop()
        self.assertEqual((summary.written, summary.lost), (1001, 0))
        self.assertEqual(tail.said['output'], list(self.log.lines()))
        self.assertGreater(len(self.log.rotated()), 3)

    def test_users_modes_and_queues_are_not_windows_own_and_refused(self):
        for option, value in (('--user', 'log'), ('--group', 'adm'), ('--file-mode', '0640'),
                              ('--slot-mode', '0666'), ('--socket-queue', '512')):
            code, _, errors = self.run_to_end('mailslog', 'collect', option, value)
            self.assertEqual(code, 2, errors)
            self.assertIn(option, errors)
            self.assertIn('not on Windows', errors)


if __name__ == '__main__':
    unittest.main()
