"""Standard output that takes nothing."""

import os
import signal
import subprocess
import unittest

from support import SlotTest

FULL = '/dev/full'


@unittest.skipUnless(os.path.exists(FULL), 'there is no /dev/full')
class FullOutput(SlotTest):

    def print_into(self, output, *arguments):
        with open(output, 'w', encoding='utf-8') as file:
            done = subprocess.run(self.command('mailslog', *arguments), cwd=self.folder,
                                  env=self.environment, stdout=file, stderr=subprocess.PIPE,
                                  text=True, check=False)
        return done.returncode, done.stderr

    def test_a_command_that_could_not_print_says_so_and_fails(self):
        self.start_collector()
        self.run_to_end('mailslog', 'send', '--slot', self.slot, 'a line')
        with open(os.path.join(self.folder, 'some.log'), 'w', encoding='utf-8') as file:
            file.write('a line\n')
        for command in (('--help',), ('--version',), ('collect', '--help'), ('tail', 'some.log'),
                        ('check', '--file', 'some.log'), ('status', '--slot', self.slot),
                        ('status', '--slot', self.slot, '--json'),
                        ('rotate', '--slot', self.slot)):
            self.assertEqual(
                self.print_into(FULL, *command),
                (1, 'mailslog: cannot write to standard output: No space left on device\n'), command)

    def test_who_reads_no_more_makes_no_failure(self):
        reading, writing = os.pipe()
        os.close(reading)
        self.assertEqual(self.print_into(writing, '--help'), (0, ''))

    def test_a_collector_without_its_output_says_so_and_ends_well(self):
        collector = self.start_collector(under=('sh', '-c', f'exec "$@" >{FULL}', 'sh'))
        collector.signal(signal.SIGINT)
        self.assertEqual(collector.end(), 0)
        self.assertIn('cannot write to standard output', collector.errors)


if __name__ == '__main__':
    unittest.main()
