"""A process in a loop takes nothing from its neighbours."""

import unittest

from support import SLOWNESS, SlotTest

RATE = 1000 // SLOWNESS
SECONDS = 10


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


if __name__ == '__main__':
    unittest.main()
