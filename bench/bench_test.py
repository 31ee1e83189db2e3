"""The benchmark runs, loses nothing where it says so, and reports every figure."""

import json
import os
import subprocess
import sys
import unittest

from driver import goals, report, run

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

    def test_what_a_call_ran_is_told_from_what_it_waited(self):
        for clock in ('wall', 'cpu'):
            figures, = measured('--peers', 'mailslog_wait', '--clock', clock)
            self.expect_all_there(figures)
            self.assertGreater(figures['calls_and_receiver_per_million'], 0)

    def test_several_paced_processes_of_long_lines_are_told_apart(self):
        for run in measured('--peers', 'mailslog_wait,limit_shm', '--processes', '4', '--rate',
                            '20000', '--line-bytes', '2000'):
            self.expect_all_there(run)
            self.assertGreater(run['bytes_per_line'], 2000)


class GoalsTest(unittest.TestCase):
    LOAD = run.Load(lines=10)

    def verdict(self, ratio, lost, **how):
        results = report.Results(None)
        for peer, figure, missing in (('ours', 100 * ratio, lost), ('other', 100, 0)):
            results.add({'peer': peer, 'load': str(self.LOAD), 'p50_ns': figure, 'lost': missing})
        goal = goals.Goal('flat1', 'caller', 'p50_ns', ('ours', self.LOAD), (('other', self.LOAD),),
                          1.0, **how)
        return goals.judge(goal, results)[-1]

    def test_a_figure_is_compared_with_its_limit(self):
        self.assertEqual(self.verdict(1.0, 0), 'met')
        self.assertEqual(self.verdict(1.1, 0), 'missed by 10%')
        self.assertEqual(self.verdict(1.1, 0, at_least=True), 'met')
        self.assertEqual(self.verdict(0.9, 0, at_least=True), 'missed by 10%')

    def test_what_loses_lines_misses_a_goal_that_allows_no_loss(self):
        self.assertEqual(self.verdict(0.5, 7), 'missed, 7 lost')
        self.assertEqual(self.verdict(1.1, 7), 'missed by 10%, 7 lost')
        self.assertEqual(self.verdict(0.5, 7, may_lose=True), 'met, 7 lost')

    def test_only_who_drops_at_full_speed_may_lose_lines(self):
        for goal in goals.all_goals(goals.Loads(10, 1)):
            self.assertEqual(goal.may_lose, goal.ours == ('mailslog', run.Load(lines=10)), goal)


if __name__ == '__main__':
    unittest.main()
