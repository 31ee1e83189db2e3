"""mailslog tail."""

import os
import pty
import signal
import subprocess
import unittest

from support import PATIENCE_SECONDS, SlotTest

HOSTILE = b'\x1b]0;title\x07 \x1b[2J \x9b2J \xc2\x9b2J \xe2\x80\xae \xe2\x81\xa6 \xff \x00 over\rwritten'


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

    def test_no_name_acts_on_the_terminal_of_its_reader(self):
        for command in (('tail', 'no\x1b[2J.log'), ('status', '--slot', '\x1b[2J'),
                        ('send', '--slot', r'\\.\mailslot\no' '\x1b[2J', 'text'),
                        ('run', '--slot', '\x1b[2J', 'true'), ('run', 'no\x1b[2J'),
                        ('tail', '--since', '\x1b[2J'), ('collect', '--file', '/dev/null/\x1b[2J')):
            code, _, errors = self.run_to_end('mailslog', *command)
            self.assertNotEqual(code, 0, command)
            self.assertIn(r'\x1b[2J', errors, command)
            self.assertNotIn('\x1b', errors, command)

    def test_no_colour_goes_into_a_pipe(self):
        self.write('[2026-11-22 14:22:01.123456] [error] [orders:1] [shop] disk is full')
        self.assertNotIn('\x1b', self.tail()[1])

    def tail_on_a_terminal(self, *arguments):
        """What a terminal gets of it."""
        ours, its = pty.openpty()
        self.addCleanup(os.close, ours)
        tail = subprocess.Popen(self.command('mailslog', 'tail', *arguments, 'all.log'),
                                cwd=self.folder, env=self.environment, stdout=its)
        os.close(its)
        shown = b''
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:
            pass  # EIO: nobody has the terminal open any more
        self.assertEqual(tail.wait(PATIENCE_SECONDS), 0)
        return shown

    def test_no_file_acts_on_the_terminal_of_its_reader(self):
        with open(self.log.path, 'wb') as file:
            file.write(HOSTILE + b'\n')
        shown = self.tail_on_a_terminal()
        self.assertEqual(
            shown, rb'\x1b]0;title\x07 \x1b[2J \x9b2J \xc2\x9b2J \xe2\x80\xae \xe2\x81\xa6 \xff '
            rb'\x00 over\rwritten' + b'\r\n')

    def test_a_terminal_is_shown_levels_in_colour(self):
        self.write('[2026-11-22 14:22:01.123456] [error] [orders:1] [shop] disk is full')
        self.assertIn(b'[\x1b[1;31merror\x1b[0m]', self.tail_on_a_terminal('--color', 'always'))

    def test_a_pipe_gets_the_bytes_of_the_file(self):
        with open(self.log.path, 'wb') as file:
            file.write(HOSTILE + b'\n')
        done = subprocess.run(self.command('mailslog', 'tail', 'all.log'), cwd=self.folder,
                              env=self.environment, capture_output=True, check=True,
                              timeout=PATIENCE_SECONDS)
        self.assertEqual(done.stdout, HOSTILE + b'\n')

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

    def test_following_waits_for_what_can_not_be_read(self):
        os.symlink('all.log', self.log.path)
        tail = self.start('mailslog', 'tail', '-f', 'all.log')
        tail.wait_to_say('cannot read all.log: ', 'errors')
        aside = self.log.path + '.new'
        with open(aside, 'w', encoding='utf-8') as file:
            file.write('line 1\n')
        os.replace(aside, self.log.path)
        tail.wait_to_say('line 1')
        tail.signal(signal.SIGINT)
        self.assertEqual(tail.end(), 1, 'it could not be read at first')
        self.assertEqual(len(tail.said['errors']), 1, tail.errors)

    def test_following_ends_while_there_is_much_to_show(self):
        self.write(*('x' * 100 for _ in range(100_000)))
        tail = subprocess.Popen(self.command('mailslog', 'tail', '-n', 'all', '-f', 'all.log'),
                                cwd=self.folder, env=self.environment, stdout=subprocess.PIPE)
        self.addCleanup(tail.stdout.close)
        self.addCleanup(tail.kill)
        tail.stdout.readline()
        tail.send_signal(signal.SIGTERM)
        shown = len(tail.stdout.read())
        self.assertEqual(tail.wait(PATIENCE_SECONDS), 0)
        self.assertLess(shown, 5_000_000)


if __name__ == '__main__':
    unittest.main()
