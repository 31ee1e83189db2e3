"""The machine dies when all that was logged stands in a file that was rotated, and was compressed or
deleted since: the next collector knows those lines."""

import glob
import os
import unittest

import power
from checker import judge_lines
from log_reading import read_log
from plan import Settings
from stage import Stage
from support import SLOWNESS, wait_until

LINES_A_SECOND = max(1, 400 // SLOWNESS)


class RotatedAway(unittest.TestCase):

    def play(self, *options):
        """Returns the stage at its end; between the rotation and the death nothing is logged."""
        stage = Stage()
        self.addCleanup(stage.doCleanups)
        stage.set_up(Settings(1, LINES_A_SECOND, False, options))
        stage.begin()
        sender = stage.senders[0]
        wait_until(lambda: sender.page.logged() > 20, 'some lines')
        stage.freeze(sender.program)
        wait_until(lambda: self.written(stage) == sender.page.logged(), 'all of them written')
        before = power.standing(stage.log_files(), False)
        self.assertEqual(stage.run_to_end('mailslog', 'rotate', '--slot', stage.slot)[0], 0)
        wait_until(lambda: not glob.glob(os.path.join(stage.log_folder, '*Z.log')), 'no plain file')
        stage.toll.take(before - power.standing(stage.log_files(), False))
        with stage.machine_dies():
            pass
        stage.begin_collector()
        stage.thaw(sender.program)
        stage.end()
        return stage

    def written(self, stage):
        return sum(power.standing(stage.log_files(), False).values())

    def expect_no_loss(self, stage):
        verdict = judge_lines(read_log(stage.log_files(), False), stage.truths(), stage.deaths())
        self.assertEqual(verdict.faults, [])
        self.assertEqual([stream.lost for stream in verdict.streams.values()], [0])
        self.assertNotIn('the machine has died', stage.collector.errors)

    def test_what_was_compressed_is_known(self):
        self.expect_no_loss(self.play('--compress', 'gzip'))

    def test_what_was_deleted_is_known(self):
        self.expect_no_loss(self.play('--keep-size', '1'))


if __name__ == '__main__':
    unittest.main()
