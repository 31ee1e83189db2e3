"""Logs that are routed to files by the names of their lines."""

import collections
import glob
import os
import pwd
import socket
import unittest

from support import NUMBERED, Collector, Log, SlotTest, wait_until

PROCESSES = 10
LOGGERS = 100
OPEN_FILES = 64
LINES = 60  # of each logger: together some times what a lane of these senders holds


class RoutedLog(SlotTest):

    def start_routed(self, pattern, *arguments):
        command = self.command('mailslog', 'collect', '--slot', self.slot, '--file', pattern)
        collector = Collector([*command, *map(str, arguments)], self.folder, self.environment)
        self.addCleanup(collector.discard)
        return collector.wait_until_ready()

    def start_named_sender(self, name, lines, loggers):
        return self.start_sender('routed_sender', lines, 'wait', loggers, name)

    def log_files(self, *parts):
        return glob.glob(os.path.join(self.folder, *parts))

    def count_lines(self):
        count = 0
        for path in self.log_files('apps', '*', '*.log'):
            with open(path, 'rb') as file:
                count += file.read().count(b'\n')
        return count

    def open_logs(self, collector):
        """How many files of the log it has open."""
        count = 0
        for link in glob.glob(f'/proc/{collector.pid}/fd/*'):
            try:
                count += os.readlink(link).endswith('.log')
            except FileNotFoundError:
                pass  # closed meanwhile
        return count

    def send(self, text):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as plain:
            plain.sendto(text, self.socket_path)

    def test_each_of_a_thousand_files_has_its_lines_once_though_the_collector_is_killed(self):
        how = ('apps/{process}/{logger}.log', '--open-files', OPEN_FILES, '--pattern', '%v',
               '--rotate-size', '0')
        collector = self.start_routed(*how)
        names = [f'app{number}' for number in range(PROCESSES)]
        senders = [self.start_named_sender(name, LINES, LOGGERS) for name in names]
        all_lines = PROCESSES * LOGGERS * LINES
        most_open = 0
        for share in (8, 4, 2):
            wait_until(lambda: self.count_lines() > all_lines // share, 'lines')
            most_open = max(most_open, self.open_logs(collector))
            collector.kill()
            collector = self.start_routed(*how)
        for sender in senders:
            sender.wait_to_say('^logged')
        self.assertEqual({sender.stats().dropped for sender in senders}, {0})
        wait_until(lambda: self.count_lines() == all_lines, 'all lines')
        self.expect_end(*senders)
        most_open = max(most_open, self.open_logs(collector))
        summary = collector.stop()
        self.assertEqual((summary.lost, summary.written), (0, all_lines))
        self.assertLessEqual(most_open, OPEN_FILES)
        self.assertEqual(len(self.log_files('apps', '*', '*.log')), PROCESSES * LOGGERS)
        for name in names:
            for number in range(LOGGERS):
                path = os.path.join(self.folder, 'apps', name, f'logger{number}.log')
                lines = [NUMBERED.match(line) for line in Log(path).lines()]
                self.assertEqual([tuple(map(int, line.groups())) for line in lines],
                                 [(number, line) for line in range(1, LINES + 1)], path)

    def test_names_that_would_lead_elsewhere_stay_in_their_folder(self):
        collector = self.start_routed('apps/{process}/x.log', '--pattern', '%v')
        names = ['..', 'a/b', '../../escaped', '\U0001F600' * 75, '.hidden', '-rf', 'con']
        for name in names:
            self.send(f'<14>Nov 22 14:22:01 host {name}: by {name}'.encode())
        self.send(b'without a name')
        collector.stop()
        texts = collections.Counter()
        for path in self.log_files('apps', '*', 'x.log'):
            self.assertLessEqual(len(os.path.basename(os.path.dirname(path)).encode()), 100)
            texts.update(Log(path).lines())
        self.assertGreaterEqual(len(texts), len(names) - 2)
        self.assertFalse(glob.glob(os.path.join(os.path.dirname(self.folder), 'escaped*')))
        self.assertEqual(sorted(os.listdir(self.folder)), ['apps', 'slots'])

    def test_a_flood_of_names_costs_as_many_files_as_were_granted(self):
        collector = self.start_routed('apps/{process}.log', '--max-files', 20, '--pattern', '%v')
        for number in range(500):
            self.send(f'<14>Nov 22 14:22:01 host name{number}: text'.encode())
            if number % 5 == 0:
                wait_until(lambda: self.count_lines_of('apps') > number, 'lines')
        collector.wait_to_say('--max-files', 'errors')
        collector.stop()
        self.assertEqual(len(self.log_files('apps', '*.log')), 21)
        self.assertEqual(self.count_lines_of('apps'), 500)

    def count_lines_of(self, folder):
        count = 0
        for path in self.log_files(folder, '*.log'):
            with open(path, 'rb') as file:
                count += file.read().count(b'\n')
        return count

    def test_levels_and_users_have_files_of_their_own(self):
        collector = self.start_routed('logs/{user}-{level}.log', '--pattern', '%v')
        self.send(b'<11>Nov 22 14:22:01 host app: an error')
        self.send(b'<14>Nov 22 14:22:01 host app: as usual')
        collector.stop()
        user = pwd.getpwuid(os.getuid()).pw_name
        found = {os.path.basename(path): list(Log(path).lines())
                 for path in self.log_files('logs', '*.log')}
        self.assertEqual(found, {f'{user}-error.log': ['an error'],
                                 f'{user}-info.log': ['as usual']})

    def test_all_files_are_rotated_by_one_word(self):
        collector = self.start_routed('apps/{process}/{logger}.log')
        sender = self.start_named_sender('app', 3, 5)
        self.expect_end(sender)
        wait_until(lambda: self.count_lines() == 15, 'lines')
        code, output, errors = self.run_to_end('mailslog', 'rotate', '--slot', self.slot)
        self.assertEqual((code, errors), (0, ''))
        # All that it says, a line for each file; the stamps are the clock's.
        self.assertRegex(output, r'\A(apps/app/logger\d-\d{8}T\d{6}[.]\d{3}Z[.]log\n){5}\Z')
        self.assertEqual(len(self.log_files('apps', 'app', '*Z.log')), 5)
        collector.stop()

    def test_a_pattern_that_can_not_be_followed_is_refused(self):
        for pattern, why in (('{proces}.log', 'braces must be'), ('{process}/../a', 'empty, . or ..'),
                             ('{process}*', r'\* and \?')):
            code, _, errors = self.run_to_end('mailslog', 'collect', '--file', pattern)
            self.assertEqual(code, 2)
            self.assertRegex(errors, why)


if __name__ == '__main__':
    unittest.main()
