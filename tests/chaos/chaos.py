"""Plays a plan on real processes and lets the checker judge what stands in the log then.

    chaos.py [--seed S] [--seconds N | --kills N] [--try ACTION]... [--show]

Needs tests/integration on PYTHONPATH; scripts/chaos.sh sees to that. Says its seed first; exits
with 1 if anything is wrong.
"""

import argparse
import random
import sys
import time

import private_disk
from actions import ACTIONS
from checker import judge_lines, judge_vitals
from log_reading import read_log
from plan import LINES_A_SECOND, kills_plan, mixed_plan, usable_actions
from stage import Stage
from support import SLOWNESS
from vitals import vitals_at_rest

DISK_BYTES = 512 * 1024 * 1024


def arguments():
    parser = argparse.ArgumentParser(description='Does its worst to a collector and its senders.')
    parser.add_argument('--seed', type=int, default=random.randrange(1 << 32))
    length = parser.add_mutually_exclusive_group()
    length.add_argument('--seconds', type=int, default=20, help='how long a mixed run takes')
    length.add_argument('--kills', type=int, help='instead: kill the collector so many times')
    parser.add_argument('--try', dest='wanted', action='append', default=[], choices=ACTIONS,
                        help='an action that is switched off')
    parser.add_argument('--only', nargs='+', choices=ACTIONS, help='no other actions')
    parser.add_argument('--lossless', action='store_true', help='no line may be lost')
    parser.add_argument('--show', action='store_true', help='say what is done')
    return parser.parse_args()


def make_plan(chosen, has_disk):
    rate = max(1, LINES_A_SECOND // SLOWNESS)
    if chosen.kills:
        return kills_plan(chosen.seed, chosen.kills, rate)
    names = chosen.only or usable_actions(has_disk, chosen.wanted)
    return mixed_plan(chosen.seed, chosen.seconds, names, rate)


def play(plan, stage, show):
    """Returns the collector's vitals when all senders have gone."""
    stage.begin()
    begun = time.monotonic()
    for step in plan.steps:
        time.sleep(step.pause)
        if show:
            print(f'{time.monotonic() - begun:8.3f} {step.action} {step.seconds:.3f} s, sender '
                  f'{stage.senders[step.sender].pid}', flush=True)
        ACTIONS[step.action].do(stage, step.seconds, stage.senders[step.sender])
    stage.end_senders()
    vitals = vitals_at_rest(stage.collector.pid, stage.first_vitals)
    stage.stop_collector()
    return vitals


def judge(plan, stage, vitals, lossless):
    verdict = judge_lines(read_log(stage.log_files(), plan.settings.is_json), stage.truths(),
                          stage.deaths())
    verdict.faults += judge_vitals(stage.first_vitals, vitals)
    if lossless and verdict.total('lost'):
        verdict.blame(f'{verdict.total("lost")} lines are lost')
    return verdict


def tell(verdict, stage, vitals):
    print(f'logged {sum(truth.logged for truth in stage.truths())}, '
          f'written {verdict.total("written")}, lost {verdict.total("lost")}, '
          f'deaths of the machine {stage.toll.deaths}, lines cut {stage.toll.lines()}, '
          f'senders {len(stage.gone)}, files {len(stage.log_files())}; memory '
          f'{stage.first_vitals.memory_bytes >> 10} to {vitals.memory_bytes >> 10} KiB, '
          f'descriptors {len(stage.first_vitals.descriptors)} to {len(vitals.descriptors)}')
    for stream in verdict.unsettled:
        print(f'unsettled, both sides were killed: {stream}')
    for fault in verdict.faults:
        print(f'FAULT {fault}')


def run(chosen, has_disk):
    plan = make_plan(chosen, has_disk)
    print(f'seed {chosen.seed}: {len(plan.steps)} steps, {" ".join(plan.settings.collector)}',
          flush=True)
    stage = Stage()
    try:
        stage.set_up(plan.settings)
        if has_disk:
            private_disk.mount(stage.disk, DISK_BYTES)
            stage.addCleanup(private_disk.unmount, stage.disk)
        vitals = play(plan, stage, chosen.show)
        verdict = judge(plan, stage, vitals, chosen.lossless)
        tell(verdict, stage, vitals)
    finally:
        stage.doCleanups()
    return verdict


def main():
    chosen = arguments()
    obstacle = private_disk.obstacle()
    if obstacle:
        print(f'no disk is filled: {obstacle}')
    else:
        private_disk.enter_namespace()
    begun = time.monotonic()
    verdict = run(chosen, not obstacle)
    print(f'{"FAILED" if verdict.faults else "passed"} in {time.monotonic() - begun:.0f} s')
    return 1 if verdict.faults else 0


if __name__ == '__main__':
    sys.exit(main())
