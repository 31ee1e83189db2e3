"""mailslog tail over many files: merged, filtered, followed, and reading no more than it must."""

import datetime
import gzip
import os
import re
import signal
import unittest

from support import SLOWNESS, SlotTest

BEGIN = datetime.datetime(2026, 11, 22, 0, 0, 0)
LEVELS = ('info', 'debug', 'warning', 'error')
MEBIBYTES = 64 if SLOWNESS == 1 else 8
FILES = 20


def line(moment, number, process='shop', logger='orders', level='info', padding=''):
    return (f'[{moment:%Y-%m-%d %H:%M:%S.%f}] [{level}] [{process}:4711] [{logger}] '
            f'line {number}{padding}\n')


def rotated_name(moment):
    return f'all-{moment:%Y%m%dT%H%M%S}.{moment.microsecond // 1000:03}Z.log'


def numbers(output):
    return [int(number) for number in re.findall(r'\] line (\d+)', output)]


class LogFolder(SlotTest):

    def setUp(self):
        super().setUp()
        self.environment.update(TZ='UTC')

    def write(self, name, *lines):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'a', encoding='utf-8') as file:
            file.writelines(lines)

    def compress(self, path):
        """As a collector does it: the plain file goes when the compressed one is whole."""
        with open(path, 'rb') as plain, gzip.open(path + '.part', 'wb') as compressed:
            compressed.write(plain.read())
        os.rename(path + '.part', path + '.gz')
        os.remove(path)


class Looking(LogFolder):

    def tail(self, *arguments):
        code, output, errors = self.run_to_end('mailslog', 'tail', *arguments)
        self.assertEqual((code, errors), (0, ''))
        return output

    def write_routed(self):
        for number in range(1, 13):
            moment = BEGIN + datetime.timedelta(seconds=number)
            process, logger = ('shop', 'till')[number % 2], ('orders', 'stock', 'x')[number % 3]
            self.write(f'apps/{process}/{logger}.log',
                       line(moment, number, process, logger, LEVELS[number % 4]))

    def test_a_folder_and_a_pattern_are_merged_by_time(self):
        self.write_routed()
        for path in ('apps', 'apps/{process}/{logger}.log'):
            self.assertEqual(numbers(self.tail('-n', 'all', path)), list(range(1, 13)))
            self.assertEqual(numbers(self.tail('-n', '4', path)), [9, 10, 11, 12])

    def test_each_condition_admits_its_lines(self):
        self.write_routed()
        for expected, *condition in (
                ([1, 3, 5, 7, 9, 11], '--process', 'till'),
                ([1, 3, 5, 7, 9, 11], '--process', 't*'),
                ([3, 6, 9, 12], '--logger', 'orders'),
                ([2, 3, 6, 7, 10, 11], '--level', 'warning'),
                ([3, 7, 11], '--level', 'error'),
                ([], '--host', 'TILL7'),
                (list(range(1, 13)), '--host', '-'),
                ([1, 10, 11, 12], '--grep', 'line 1'),
                ([11], '--grep', 'line 1+$', '--level', 'error'),
                ([9, 10, 11, 12], '--since', '2026-11-22 00:00:09'),
                ([9, 10, 11, 12], '--since', '2026-11-22T01:00:09+01:00'),
                ([1, 2, 3], '--until', '2026-11-22T00:00:03Z'),
                ([], '--since', 'now')):
            self.assertEqual(numbers(self.tail('-n', 'all', *condition, 'apps')), expected, condition)

    def test_json_lines_are_asked_for_alike(self):
        collector = self.start_collector('--format', 'json')
        for level, logger in (('info', 'orders'), ('error', 'orders'), ('error', 'stock')):
            code = self.run_to_end('mailslog', 'send', '--slot', self.slot, '--level', level,
                                   '--logger', logger, f'{level} of {logger}')[0]
            self.assertEqual(code, 0)
        collector.stop()
        shown = self.tail('--level', 'error', '--logger', 'orders', '--process', 'mailslog')
        self.assertEqual(re.findall('"Body":"([^"]*)"', shown), ['error of orders'])

    def test_text_as_json_is_what_json_would_have_been(self):
        bodies = []
        for output_format in ('text', 'json'):
            collector = self.start_collector('--format', output_format)
            code = self.run_to_end('mailslog', 'send', '--slot', self.slot, '--logger', 'orders',
                                   '--level', 'error', 'say "x"')[0]
            self.assertEqual(code, 0)
            collector.stop()
            shown = self.tail('--json', '-n', '1')
            bodies.append(re.sub(r'"Timestamp":"[^"]*",|"process.pid":\d+|,"host.name":"[^"]*"|'
                                 r',"Attributes":{"thread.id":\d+}', '', shown))
        # of time, process, thread and host the text shows less, or they differ
        self.assertEqual(bodies[0], bodies[1])

    def test_a_pattern_of_ones_own_is_read_with_what_it_shows(self):
        pattern = '%Y-%m-%d %T %L %n: %v'
        collector = self.start_collector('--pattern', pattern)
        for logger in ('orders', 'stock'):
            self.run_to_end('mailslog', 'send', '--slot', self.slot, '--logger', logger, 'text')
        collector.stop()
        shown = self.tail('--pattern', pattern, '--logger', 'stock', '--since', '-1h')
        self.assertEqual(len(shown.splitlines()), 1)
        self.assertIn(' I stock: text', shown)
        code, _, errors = self.run_to_end('mailslog', 'tail', '--pattern', pattern, '--process', 'x')
        self.assertEqual(code, 2)
        self.assertIn("it shows no process name (%N): --process can't be answered", errors)

    def test_foreign_text_is_shown_unless_something_is_asked_for(self):
        self.write('all.log', line(BEGIN, 1), 'Traceback:\n', line(BEGIN, 2))
        self.assertIn('Traceback', self.tail())
        code, output, errors = self.run_to_end('mailslog', 'tail', '--process', 'shop')
        self.assertEqual(code, 0)
        self.assertEqual(len(output.splitlines()), 2)
        self.assertIn('left out lines that do not show what is asked for', errors)

    def test_following_shows_each_line_once_through_rotation_and_compression(self):
        collector = self.start_collector('--rotate-size', '8K')
        app = self.start_sender('obedient_sender', 0, 'wait')
        app.obey('log 1')
        tail = self.start('mailslog', 'tail', '-n', '1000', '-f', 'all.log')
        tail.wait_to_say('line 1:')
        written = []
        for turn in range(10):
            if turn == 5:
                tail.signal(signal.SIGSTOP)  # so that it misses what comes
            app.obey('log 200')
            for path in self.log.rotated():
                with open(path, encoding='utf-8') as file:
                    written += file.read().splitlines()
                self.compress(path)
        tail.signal(signal.SIGCONT)
        self.expect_end(app)
        tail.wait_to_say('line 2001:')
        tail.signal(signal.SIGINT)
        self.assertEqual(tail.end(), 0, tail.errors)
        collector.stop()
        self.assertEqual(tail.said['output'], written + list(self.log.lines()))

    def test_following_a_folder_shows_logs_that_come_later(self):
        self.write('apps/one.log', line(BEGIN, 1))
        tail = self.start('mailslog', 'tail', '-f', 'apps')
        tail.wait_to_say('line 1$')
        self.write('apps/till/two.log', line(BEGIN, 2))
        tail.wait_to_say('line 2$')
        self.write('apps/till/two.log', line(BEGIN, 3))
        tail.wait_to_say('line 3$')
        tail.signal(signal.SIGINT)
        self.assertEqual(tail.end(), 0, tail.errors)


class BigLog(LogFolder):
    """20 files of an hour each, every second one compressed, the last one the live file."""

    def setUp(self):
        super().setUp()
        lines_a_file = MEBIBYTES * 225  # of 233 bytes; so many divide an hour without a rest
        step = datetime.timedelta(hours=1) / lines_a_file
        number = 0
        for file in range(FILES):
            lines = []
            for _ in range(lines_a_file):
                lines.append(line(BEGIN + number * step, number, padding=' ' + 'x' * 150))
                number += 1
            end = BEGIN + datetime.timedelta(hours=file + 1)
            name = 'all.log' if file == FILES - 1 else rotated_name(end)
            self.write(name, *lines)
            if file % 2 == 0:
                self.compress(os.path.join(self.folder, name))
        self.count, self.lines_a_file = number, lines_a_file

    def read_bytes(self, *arguments):
        code, output, errors = self.run_to_end('mailslog', 'tail', '--stats', *arguments)
        self.assertEqual(code, 0, errors)
        return numbers(output), int(re.search(r'read (\d+) bytes', errors).group(1))

    def test_no_more_is_read_than_it_takes(self):
        plain_file = os.path.getsize(self.log.path)
        with self.subTest('the last lines'):
            shown, read = self.read_bytes('-n', '100')
            self.assertEqual(shown, list(range(self.count - 100, self.count)))
            self.assertLess(read, 256 * 1024)
        with self.subTest('since a time in the live file'):
            shown, read = self.read_bytes('--since', '2026-11-22 19:59')
            self.assertEqual(len(shown), self.lines_a_file // 60)
            self.assertEqual(shown[-1], self.count - 1)
            self.assertLess(read, plain_file // 2)
        with self.subTest('since a time in a compressed file'):
            compressed = sum(os.path.getsize(os.path.join(self.folder, name))
                             for name in os.listdir(self.folder)
                             if rotated_name(BEGIN + datetime.timedelta(hours=19)) in name)
            shown, read = self.read_bytes('--since', '2026-11-22 18:30')
            self.assertEqual(shown[0], 18 * self.lines_a_file + self.lines_a_file // 2)
            self.assertEqual(shown[-1], self.count - 1)
            self.assertLess(read, compressed + plain_file + 512 * 1024)
        with self.subTest('the last lines until a time'):
            shown, read = self.read_bytes('-n', '5', '--until', '2026-11-22 09:59:59.999')
            self.assertEqual(shown[-1], 10 * self.lines_a_file - 1)
            self.assertEqual(len(shown), 5)
            self.assertLess(read, 2 * 1024 * 1024)


if __name__ == '__main__':
    unittest.main()
