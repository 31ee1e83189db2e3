"""A process in a loop takes nothing from its neighbours."""

import os
import unittest

from lane_page import lanes_held_by
from support import SLOWNESS, Collector, Log, SlotTest, wait_until

RATE = 1000 // SLOWNESS
SECONDS = 10
FLOODS = 3
BRIEF_SENDERS = 100 if SLOWNESS == 1 else 20


class Flood(SlotTest):

    def test_three_neighbours_of_a_flooding_sender_lose_nothing(self):
        collector = self.start_collector('--rotate-size', '16MiB', '--keep-files', 2)
        flooding = self.start_app('--name', 'flood', '--threads', 1, '--rate', 0,
                                  '--lines', 10 ** 12)
        neighbours = [self.start_app('--threads', 1, '--rate', RATE, '--lines', RATE * SECONDS)
                      for _ in range(3)]
        self.expect_end(*neighbours)
        flooding.process.kill()
        flooding.end()
        summary = collector.stop()
        for neighbour in neighbours:
            self.assertEqual(neighbour.stats().dropped, 0)
            self.assertEqual(summary.sender(neighbour.pid)[2:],
                             (RATE * SECONDS, RATE * SECONDS, 0))
        flood = summary.sender(flooding.pid)
        self.assertGreater(flood.logged, 10 * RATE * SECONDS)  # it was a flood
        self.assertEqual(flood.written + flood.lost, flood.logged)

    def start_routed(self):
        command = self.command('mailslog', 'collect', '--slot', self.slot, '--file',
                               '{process}.log', '--rotate-size', '16MiB', '--keep-files', 2)
        collector = Collector(command, self.folder, self.environment)
        self.addCleanup(collector.discard)
        return collector.wait_until_ready()

    def test_senders_that_come_and_go_are_let_go_while_others_flood(self):
        collector = self.start_routed()
        floods = [self.start_app('--name', 'flood', '--threads', 1, '--rate', 0, '--lines', 10 ** 12)
                  for _ in range(FLOODS)]
        wait_until(lambda: len(lanes_held_by(collector.pid)) == FLOODS, 'the floods')
        brief = []
        for _ in range(BRIEF_SENDERS):
            brief.append(self.start_app('--name', 'brief', '--threads', 1, '--lines', 1))
            self.expect_end(brief[-1])
        wait_until(lambda: len(lanes_held_by(collector.pid)) == FLOODS, 'the floods alone')
        for flood in floods:
            flood.process.kill()
            flood.end()
        self.assertGreater(collector.stop().lost, 0)  # they were floods
        self.log = Log(os.path.join(self.folder, 'brief.log'))
        self.expect_each_once_in_order({(sender.pid, 1): 1 for sender in brief})


if __name__ == '__main__':
    unittest.main()
