"""The benchmark runs, loses nothing where it says so, and reports every figure."""

import json
import os
import subprocess
import sys
import unittest

TREE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get('MAILSLOG_BUILD', os.path.join(TREE, 'build', 'bench'))
LINES = 2000


def measured(*options):
    output = subprocess.run(
        [sys.executable, '-B', os.path.join(TREE, 'bench', 'end_to_end.py'), '--build', BUILD,
         '--rounds', '1', '--lines', str(LINES), '--patience', '0', '--json', *options],
        capture_output=True, text=True, check=True, timeout=240).stdout
    return [json.loads(line) for line in output.splitlines()]


class BenchTest(unittest.TestCase):
    def expect_all_there(self, run):
        self.assertEqual(run['calls'], LINES, run)
        for fault in ('lost', 'dropped', 'torn', 'twice', 'out_of_order'):
            self.assertEqual(run[fault], 0, run)
        self.assertLessEqual(run['p50_ns'], run['p99_ns'])
        self.assertLessEqual(run['p99_ns'], run['p999_ns'])
        self.assertLessEqual(run['p999_ns'], run['max_ns'])
        for figure in ('lines_per_second', 'cpu_per_million', 'bytes_per_line', 'seconds'):
            self.assertGreater(run[figure], 0, run)

    def test_a_lossless_peer_has_every_line_in_its_file(self):
        runs = measured('--peers', 'mailslog_wait,mailslog_json,mailslog_async,limit_shm,file')
        self.assertEqual(len(runs), 5)
        for run in runs:
            self.expect_all_there(run)

    def test_several_paced_processes_of_long_lines_are_told_apart(self):
        for run in measured('--peers', 'mailslog_wait,limit_shm', '--processes', '4', '--rate',
                            '20000', '--line-bytes', '2000'):
            self.expect_all_there(run)
            self.assertGreater(run['bytes_per_line'], 2000)


if __name__ == '__main__':
    unittest.main()
