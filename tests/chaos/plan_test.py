"""The seeds of the test command make plans that have everything, together."""

import os
import re
import unittest

from actions import ACTIONS
from plan import mixed_plan, usable_actions

SECONDS = 15


def seeds():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'CMakeLists.txt')
    with open(path, encoding='utf-8') as file:
        return [int(seed) for seed in re.search(r'foreach\(seed ([\d ]+)\)', file.read())[1].split()]


class Seeds(unittest.TestCase):

    def setUp(self):
        names = usable_actions(has_disk=True)
        self.plans = [mixed_plan(seed, SECONDS, names) for seed in seeds()]

    def test_have_every_action(self):
        done = {step.action for plan in self.plans for step in plan.steps}
        self.assertEqual(done, set(ACTIONS))

    def test_have_both_formats_and_several_sizes_of_file(self):
        self.assertEqual({plan.settings.is_json for plan in self.plans}, {False, True})
        self.assertGreater(len({plan.settings.collector[1] for plan in self.plans}), 2)


if __name__ == '__main__':
    unittest.main()
