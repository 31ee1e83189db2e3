"""lnav, with the format file that is installed, on what a collector writes."""

import csv
import io
import os
import shutil
import signal
import subprocess
import unittest

from support import PATIENCE_SECONDS, TREE, SlotTest

FORMATS = os.path.join(TREE, 'packaging', 'lnav', 'mailslog.json')
HOSTILE = 'tab\there, bell \a, line\nfeed, [brackets] [x] "quotes" \\ \u20ac'
COLUMNS = {
    'text': ('mailslog_log', 'process, pid, logger, host, address'),
    'json': ('mailslog_json_log',
             '"Resource/service.name" AS process, "Resource/process.pid" AS pid, '
             '"InstrumentationScope/Name" AS logger, "Resource/host.name" AS host, '
             '"Attributes/network.peer.address" AS address')}
NULL = ('', '-', '<NULL>')


class Lnav(SlotTest):

    def setUp(self):
        super().setUp()
        formats = os.path.join(self.folder, 'lnav', 'formats', 'mailslog')
        os.makedirs(formats)
        shutil.copy(FORMATS, formats)
        self.environment.update(HOME=self.folder, XDG_CONFIG_HOME=self.folder, TZ='UTC')

    def lnav(self, *arguments):
        done = subprocess.run(
            ['lnav', '-I', os.path.join(self.folder, 'lnav'), *arguments], cwd=self.folder,
            env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=PATIENCE_SECONDS, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        return done.stdout

    def rows(self, format_name, path):
        table, columns = COLUMNS[format_name]
        query = f';SELECT log_time, log_level, {columns}, log_body AS body FROM {table}'
        shown = self.lnav('-n', '-c', query, '-c', ':write-csv-to -', path)
        return list(csv.DictReader(io.StringIO(shown)))

    def log_something(self, format_name):
        """Lines of every level, escaped text, a sender without names, lost lines."""
        collector = self.start_collector('--format', format_name)
        for level in ('trace', 'debug', 'info', 'warning', 'error', 'critical'):
            self.send('--level', level, '--logger', 'orders', f'a line of level {level}')
        self.send('--', HOSTILE)
        app = self.start_sender('obedient_sender', 0, 'drop')
        collector.signal(signal.SIGSTOP)  # its lane fills
        app.obey('log 20000')
        collector.signal(signal.SIGCONT)
        self.expect_end(app)
        return collector.stop()

    def send(self, *arguments):
        self.assertEqual(
            self.run_to_end('mailslog', 'send', '--slot', self.slot, *arguments)[0], 0)

    def check(self, format_name):
        summary = self.log_something(format_name)
        rows = self.rows(format_name, 'all.log')
        self.assertEqual(len(rows), summary.written + len(self.notices(rows)))
        for row, level in zip(rows, ('trace', 'debug', 'info', 'warning', 'error', 'critical')):
            self.assertEqual(row['log_level'], level)
            self.assertEqual((row['process'], row['logger']), ('mailslog', 'orders'))
            self.assertEqual(row['body'], f'a line of level {level}')
            self.assertRegex(row['log_time'], r'^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$')
            self.assertGreater(int(row['pid']), 0)
        self.assertIn(rows[6]['logger'], NULL)
        self.assertIn('[brackets] [x] "quotes" \\ \u20ac', rows[6]['body'])
        lost = sum(int(row['body'].split()[1]) for row in self.notices(rows))
        self.assertEqual(lost, summary.lost)
        self.assertGreater(lost, 0)
        self.assertEqual({row['log_level'] for row in self.notices(rows)}, {'warning'})

    def notices(self, rows):
        return [row for row in rows
                if row['logger'] == 'mailslog' and row['body'].startswith('lost ')]

    def test_the_formats_are_valid(self):
        self.assertEqual(self.lnav('-C'), '')

    def test_lines_of_text_are_understood(self):
        self.check('text')

    def test_lines_of_json_are_understood(self):
        self.check('json')

    def test_hosts_are_shown(self):
        with open(self.log.path, 'w', encoding='utf-8') as log:
            log.write('[2026-11-22 14:22:01.123456] [info] [till:-@TILL7(10.0.0.7)] [-] empty\n'
                      '[2026-11-22 14:22:02.123456] [info] [a:b:812] [x] [y] z\n')
        first, second = self.rows('text', 'all.log')
        self.assertEqual((first['process'], first['pid'], first['host'], first['address']),
                         ('till', '-', 'TILL7', '10.0.0.7'))
        self.assertEqual(first['log_time'], '2026-11-22 14:22:01.123')
        self.assertEqual((second['process'], second['pid'], second['logger'], second['body']),
                         ('a:b', '812', 'x', '[y] z'))

    def test_hosts_are_shown_of_json(self):
        with open(self.log.path, 'w', encoding='utf-8') as log:
            log.write('{"Timestamp":"2026-11-22T14:22:01.123456789Z","SeverityText":"error",'
                      '"SeverityNumber":17,"Body":"empty","Resource":{"service.name":"till",'
                      '"process.pid":812,"host.name":"TILL7"},"Attributes":'
                      '{"network.peer.address":"10.0.0.7"}}\n')
        row, = self.rows('json', 'all.log')
        self.assertEqual((row['process'], row['pid'], row['host'], row['address']),
                         ('till', '812', 'TILL7', '10.0.0.7'))
        self.assertEqual((row['log_time'], row['log_level'], row['body']),
                         ('2026-11-22 14:22:01.123', 'error', 'empty'))


if __name__ == '__main__':
    unittest.main()
