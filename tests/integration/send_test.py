"""mailslog send."""

import unittest

from support import SlotTest


class Send(SlotTest):

    def send(self, *arguments, **how):
        return self.run_to_end('mailslog', 'send', '--slot', self.slot, *arguments, **how)

    def test_words_of_the_command_line_are_one_line(self):
        collector = self.start_collector()
        self.assertEqual(self.send('--level', 'warn', '--logger', 'backup', 'disk', 'is', 'full'),
                         (0, '', ''))
        collector.stop()
        entry = next(self.log.entries())
        self.assertEqual((entry.level, entry.logger, entry.message),
                         ('warning', 'backup', 'disk is full'))

    def test_standard_input_is_a_line_each(self):
        collector = self.start_collector()
        lines = [f'line {number} of the input' for number in range(1, 2001)]
        self.assertEqual(self.send(input_text='\n'.join(lines)), (0, '', ''))
        summary = collector.stop()
        self.assertEqual(self.log.messages(), lines)
        self.assertEqual((summary.written, summary.lost), (2000, 0))

    def test_it_says_when_no_collector_runs(self):
        code, _, errors = self.send('hello')
        self.assertEqual(code, 1)
        self.assertIn(self.slot, errors)

    def test_a_level_that_there_is_not_is_misuse(self):
        self.assertEqual(self.send('--level', 'loud', 'hello')[0], 2)


if __name__ == '__main__':
    unittest.main()
