"""mailslog tail."""

import signal
import unittest

from support import SlotTest


class Tail(SlotTest):

    def write(self, *lines, mode='a'):
        with open(self.log.path, mode, encoding='utf-8') as file:
            file.writelines(line + '\n' for line in lines)

    def tail(self, *arguments):
        return self.run_to_end('mailslog', 'tail', *arguments, 'all.log')

    def test_the_last_lines_are_shown(self):
        self.write(*(f'line {number}' for number in range(1, 101)))
        self.assertEqual(self.tail('-n', '3'), (0, 'line 98\nline 99\nline 100\n', ''))
        self.assertEqual(len(self.tail()[1].splitlines()), 10)
        self.assertEqual(len(self.tail('-n', '1000')[1].splitlines()), 100)

    def test_a_file_that_there_is_not_is_named(self):
        code, _, errors = self.tail()
        self.assertEqual(code, 1)
        self.assertIn('all.log', errors)

    def test_no_colour_goes_into_a_pipe(self):
        self.write('[2026-11-22 14:22:01.123456] [error] [orders:1] [shop] disk is full')
        self.assertNotIn('\x1b', self.tail()[1])

    def test_following_shows_each_line_once_across_rotation(self):
        collector = self.start_collector('--rotate-size', '8K')
        app = self.start_sender('obedient_sender', 0, 'wait')
        app.obey('log 1')
        tail = self.start('mailslog', 'tail', '-n', '1000', '-f', 'all.log')
        tail.wait_to_say('line 1:')
        for _ in range(10):
            app.obey('log 500')
        self.expect_end(app)
        tail.wait_to_say('line 5001:')
        tail.signal(signal.SIGINT)
        self.assertEqual(tail.end(), 0, tail.errors)
        collector.stop()
        self.assertGreater(len(self.log.rotated()), 10)
        self.assertEqual(tail.said['output'], list(self.log.lines()))

    def test_following_ends_when_nobody_reads_any_more(self):
        self.write('line 1')
        reads_one = self.start_tool('sh', '-c', '"$@" | head -n 1', 'sh',
                                    *self.command('mailslog', 'tail', '-f', 'all.log'))
        reads_one.wait_to_say('line 1')
        self.write('line 2')
        self.write('line 3')
        self.assertEqual(reads_one.end(), 0)


if __name__ == '__main__':
    unittest.main()
