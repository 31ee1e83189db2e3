"""From a seed to what a run does. The same seed makes the same plan; its moments in the processes'
lives are the machine's."""

import collections
import random

from actions import ACTIONS

# Seconds to wait, then the action, how long it takes, and which sender it is about.
Step = collections.namedtuple('Step', 'pause action seconds sender')
Settings = collections.namedtuple('Settings', 'senders rate is_json collector')
Plan = collections.namedtuple('Plan', 'settings steps')

SENDERS = 4
LINES_A_SECOND = 500
LONGEST_PAUSE = 1.2


def usable_actions(has_disk, wanted=()):
    """`wanted`: those that are switched off and are to be tried nevertheless."""
    return [name for name, action in ACTIONS.items()
            if (has_disk or not action.needs_disk) and (not action.obstacle or name in wanted)]


def settings_of(dice, rate):
    is_json = dice.random() < 0.5
    rotate_size = dice.choice(['40K', '300K', '1M'])
    options = ('--rotate-size', rotate_size, '--format', 'json' if is_json else 'text')
    return Settings(SENDERS, rate, is_json, options)


def mixed_plan(seed, seconds, names, rate=LINES_A_SECOND):
    """Anything in any order for about so many seconds."""
    dice = random.Random(seed)
    settings = settings_of(dice, rate)
    weights = [ACTIONS[name].weight for name in names]
    steps = []
    while sum(step.pause + step.seconds for step in steps) < seconds:
        name = dice.choices(names, weights)[0]
        steps.append(Step(dice.uniform(0, LONGEST_PAUSE), name,
                          dice.uniform(0, ACTIONS[name].longest), dice.randrange(SENDERS)))
    return Plan(settings, steps)


def kills_plan(seed, cycles, rate=LINES_A_SECOND):
    """The collector is killed again and again; with every tenth time a sender, too, just before,
    and every hundredth time both at once."""
    dice = random.Random(seed)
    settings = settings_of(dice, rate)
    steps = []
    for cycle in range(1, cycles + 1):
        pause = dice.uniform(0, LONGEST_PAUSE)
        away = dice.uniform(0, 0.2)
        sender = dice.randrange(SENDERS)
        if cycle % 100 == 0:
            steps.append(Step(pause, 'kill_both', away, sender))
            continue
        if cycle % 10 == 0:
            steps.append(Step(dice.uniform(0, LONGEST_PAUSE), 'kill_sender', 0, sender))
        steps.append(Step(pause, 'kill_collector', away, sender))
    return Plan(settings, steps)
