"""What may happen to a collector, its senders and its files. Each action leaves the stage as it was
meant to be: a collector and all senders running, room on the disk.

`longest`: seconds that it may take at most; a lane holds what a sender logs in some five seconds.
"""

import collections
import errno
import os
import random
import time

import power
import private_disk
from log_reading import size_of
from support import wait_until

Action = collections.namedtuple('Action', 'do weight longest needs_disk obstacle')
ACTIONS = {}


def action(weight, longest=0.0, needs_disk=False, obstacle=None):
    """`obstacle`: why the collector does not keep its promise yet, so that no plan has the action
    unless it is asked for by name."""
    def register(do):
        ACTIONS[do.__name__] = Action(do, weight, longest, needs_disk, obstacle)
        return do
    return register


# --- processes


@action(weight=6, longest=1.0)
def kill_collector(stage, seconds, _sender):
    stage.kill_collector()
    time.sleep(seconds)
    stage.begin_collector()


@action(weight=2, longest=1.0)
def stop_collector(stage, seconds, _sender):
    stage.stop_collector()
    time.sleep(seconds)
    stage.begin_collector()


@action(weight=2, longest=1.5)
def freeze_collector(stage, seconds, _sender):
    stage.freeze(stage.collector)
    time.sleep(seconds)
    stage.thaw(stage.collector)


@action(weight=1, longest=1.0)
def kill_frozen_collector(stage, seconds, _sender):
    stage.freeze(stage.collector)
    time.sleep(seconds)
    stage.kill_collector()
    stage.begin_collector()


@action(weight=2, longest=2.0)
def freeze_sender(stage, seconds, sender):
    stage.freeze(sender.program)
    time.sleep(seconds)
    stage.thaw(sender.program)


@action(weight=1, longest=1.5)
def freeze_everything(stage, seconds, _sender):
    everything = [stage.collector, *(sender.program for sender in stage.senders)]
    stage.freeze(*everything)
    time.sleep(seconds)
    stage.thaw(*everything)


@action(weight=3)
def kill_sender(stage, _seconds, sender):
    stage.kill_sender(sender)
    stage.replace(sender)


@action(weight=1, longest=1.0)
def kill_sender_of_frozen_collector(stage, seconds, sender):
    stage.freeze(stage.collector)
    stage.kill_sender(sender)
    stage.replace(sender)
    time.sleep(seconds)
    stage.thaw(stage.collector)


@action(weight=2)
def end_sender(stage, _seconds, sender):
    stage.end_sender(sender)
    stage.replace(sender)


@action(weight=1, longest=0.5)
def kill_both(stage, seconds, sender):
    stage.freeze(sender.program, stage.collector)
    stage.kill_sender(sender)
    stage.kill_collector()
    time.sleep(seconds)
    stage.begin_collector()
    stage.replace(sender)


@action(weight=1)
def close_descriptors(stage, _seconds, sender):
    stage.close_descriptors(sender)
    wait_until(lambda: stage.holds(sender), f'a collector for sender {sender.pid}')


@action(weight=1, longest=1.0)
def close_descriptors_without_collector(stage, seconds, sender):
    stage.kill_collector()
    stage.close_descriptors(sender)
    time.sleep(seconds)
    stage.begin_collector()
    wait_until(lambda: stage.holds(sender), f'a collector for sender {sender.pid}')


# --- the ledger, after an orderly end: nothing is in doubt then, and the lanes know the rest


@action(weight=1)
def delete_ledger(stage, _seconds, _sender):
    stage.stop_collector()
    os.remove(stage.log_path + '.ledger')
    stage.begin_collector()


@action(weight=1, longest=1.0)
def cut_ledger(stage, seconds, _sender):
    stage.stop_collector()
    path = stage.log_path + '.ledger'
    os.truncate(path, int(os.path.getsize(path) * seconds))  # anywhere
    stage.begin_collector()


# --- the machine's death


MOST_CUT_BYTES = 6000
BATCH_BYTES = 256 * 1024  # as much as may be written before a lane lets go of it


def damage_log(stage, path, dice):
    older = [other for other in stage.log_files() if other != path]
    rotated = [other for other in older if os.path.dirname(other) == stage.log_folder]
    # The last rotation's names did not come to the disk; but what was renamed later did not either.
    if rotated and dice.random() < 0.2 and rotated[-1] == older[-1]:
        os.replace(rotated[-1], path)
        return
    if rotated and dice.random() < 0.3:
        power.cut_end(rotated[-1], dice.randint(1, MOST_CUT_BYTES))
    way = dice.choice((power.cut_end, power.zero_end, power.make_hole))
    if os.path.exists(path) and os.path.getsize(path):
        size = os.path.getsize(path)
        is_hole = way(path, dice.randint(1, min(size, MOST_CUT_BYTES)))
        stage.toll.holes += bool(is_hole)


def damage_ledger(path, dice):
    size = os.path.getsize(path)
    way = dice.choice((power.cut_end, power.zero_end))
    way(path, dice.randint(1, min(size, MOST_CUT_BYTES)))


def lose_power(stage, dice, of_log, of_ledger):
    lines_before = stage.toll.lines()
    with stage.machine_dies():
        if of_log:
            damage_log(stage, stage.log_path, dice)
        if of_ledger:
            damage_ledger(stage.log_path + '.ledger', dice)
    if of_ledger:
        stage.toll.may_come_again(
            power.numbers_at_the_end(stage.log_path, stage.settings.is_json, BATCH_BYTES))
    stage.begin_collector()
    if stage.toll.lines() > lines_before and not of_ledger:
        stage.assertIn('the machine has died', stage.collector.errors)


@action(weight=2, longest=1.0)
def lose_power_and_log(stage, seconds, _sender):
    lose_power(stage, random.Random(seconds), of_log=True, of_ledger=False)


@action(weight=1, longest=1.0)
def lose_power_and_ledger(stage, seconds, _sender):
    lose_power(stage, random.Random(seconds), of_log=False, of_ledger=True)


@action(weight=1, longest=1.0)
def lose_power_and_both(stage, seconds, _sender):
    lose_power(stage, random.Random(seconds), of_log=True, of_ledger=True)


# --- system calls that fail for a while


FAILURES = (
    {'append': errno.EIO},
    {'append': errno.EDQUOT},
    {'short': errno.ENOSPC},
    {'short': errno.EIO, 'truncate': errno.EIO},
    {'append': errno.EROFS, 'open': errno.EROFS, 'rename': errno.EROFS, 'remove': errno.EROFS},
    {'rename': errno.EACCES},
    {'open': errno.EMFILE},
    {'open': errno.EACCES, 'rename': errno.EIO, 'remove': errno.EIO},
)


class FailingCalls:
    """A collector whose calls fail within the block."""

    def __init__(self, stage, failures):
        self.stage = stage
        self.failures = failures
        self.path = os.path.join(stage.folder, 'failures')

    def __enter__(self):
        self.stage.stop_collector()
        self.stage.environment['MAILSLOG_FAILURES'] = self.path
        self.stage.begin_collector('mailslog_faulty')
        del self.stage.environment['MAILSLOG_FAILURES']
        with open(self.path + '.new', 'w', encoding='ascii') as file:
            file.writelines(f'{call} {number}\n' for call, number in self.failures.items())
        os.rename(self.path + '.new', self.path)

    def __exit__(self, *_):
        os.remove(self.path)


def log_bytes(stage):
    return sum(map(size_of, stage.log_files()))


def wait_for_growth(stage):
    """Calls succeed again: there are new lines."""
    before = log_bytes(stage)
    wait_until(lambda: log_bytes(stage) > before, 'lines when calls succeed again')


@action(weight=2, longest=2.0)
def fail_calls(stage, seconds, _sender):
    with FailingCalls(stage, random.Random(seconds).choice(FAILURES)):
        time.sleep(seconds)
    wait_for_growth(stage)
    stage.stop_collector()
    stage.begin_collector()


@action(weight=1, longest=1.5)
def kill_collector_of_failing_calls(stage, seconds, _sender):
    with FailingCalls(stage, random.Random(seconds).choice(FAILURES)):
        time.sleep(seconds)
        stage.kill_collector()
    stage.begin_collector()


# --- the disk


def fill(stage):
    filler = os.path.join(stage.disk, 'filler')
    private_disk.fill(filler)
    return filler


@action(weight=2, longest=3.0, needs_disk=True)
def fill_disk(stage, seconds, _sender):
    filler = fill(stage)
    time.sleep(seconds)
    os.remove(filler)


@action(weight=1, longest=1.5, needs_disk=True)
def kill_collector_of_full_disk(stage, seconds, _sender):
    filler = fill(stage)
    time.sleep(seconds)
    stage.kill_collector()
    os.remove(filler)  # on a full disk none can begin
    stage.begin_collector()


# --- files that others move away; what they took is kept, since it counts as written


def take_away(stage, path, leave=lambda _path: None):
    """Moves a file or folder to where no collector looks for it and leaves another in its place, if
    told to, between two of the collector's instructions; there must be something to take."""
    wait_until(lambda: try_to_take_away(stage, path, leave), f'{path}, to take it away')


def try_to_take_away(stage, path, leave=lambda _path: None):
    stage.freeze(stage.collector)
    kept = os.path.join(stage.disk, f'kept-{stage.next_age()}')
    os.makedirs(kept)
    try:
        os.rename(path, os.path.join(kept, os.path.basename(path)))
        leave(path)
        return True
    except FileNotFoundError:  # in the midst of a rotation
        os.rmdir(kept)
        return False
    finally:
        stage.thaw(stage.collector)


def make_empty_file(path):
    with open(path, 'x', encoding='utf-8'):
        pass


def wait_for_lines_in(path):
    wait_until(lambda: size_of(path) > 0, f'lines in {path}')


@action(weight=1)
def rename_live_file(stage, _seconds, _sender):
    take_away(stage, stage.log_path)
    wait_for_lines_in(stage.log_path)


@action(weight=1)
def replace_live_file(stage, _seconds, _sender):
    take_away(stage, stage.log_path, leave=make_empty_file)  # as logrotate's "create" does
    wait_for_lines_in(stage.log_path)


@action(weight=1)
def remove_folder(stage, _seconds, _sender):
    take_away(stage, stage.log_folder)
    wait_for_lines_in(stage.log_path)
