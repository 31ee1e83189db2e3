"""Whichever of the collector's calls fail for a while, and however: lines wait, none is lost, twice or
torn, and they are written as soon as the calls succeed again."""

import concurrent.futures
import errno
import time
import unittest

from actions import FAILURES, FailingCalls, wait_for_growth
from checker import judge_lines
from log_reading import read_log
from plan import Settings
from stage import Stage
from support import SLOWNESS

SENDERS = 2
LINES_A_SECOND = max(1, 1000 // SLOWNESS)
FAILING_SECONDS = 1.5
RUNS_AT_ONCE = 4


def run(failures):
    """Returns what is wrong."""
    settings = Settings(SENDERS, LINES_A_SECOND, False, ('--rotate-size', '60K'))
    stage = Stage()
    stage.set_up(settings)
    try:
        stage.begin()
        with FailingCalls(stage, failures):
            time.sleep(FAILING_SECONDS)
        wait_for_growth(stage)
        errors = stage.collector.errors
        stage.end()
        verdict = judge_lines(read_log(stage.log_files()), stage.truths())
        if verdict.total('lost'):
            verdict.blame(f'{verdict.total("lost")} lines are lost')
        if 'append' in failures and 'cannot write the log' not in errors:
            verdict.blame(f'nothing was told: {errors}')
        if errors.count('cannot write the log') > 1:
            verdict.blame(f'told again and again: {errors}')
        return verdict.faults
    finally:
        stage.doCleanups()


class FailingCallsTest(unittest.TestCase):

    def test_every_kind_of_failure_is_waited_for(self):
        with concurrent.futures.ThreadPoolExecutor(RUNS_AT_ONCE) as pool:
            runs = {tuple(failures.items()): pool.submit(run, failures) for failures in FAILURES}
        for failures, faults in runs.items():
            with self.subTest({call: errno.errorcode[number] for call, number in failures}):
                self.assertEqual(faults.result(), [])


if __name__ == '__main__':
    unittest.main()
