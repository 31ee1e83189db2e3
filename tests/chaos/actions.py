"""What may happen to a collector, its senders and its files. Each action leaves the stage as it was
meant to be: a collector and all senders running, room on the disk.

`longest`: seconds that it may take at most; a lane holds what a sender logs in some five seconds.
"""

import collections
import os
import time

import private_disk
from support import SLOWNESS, wait_until

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


def try_to_take_away(stage, path, leave):
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


LONGEST_BLINDNESS = 5 * SLOWNESS  # seconds


def expect_growth(stage, where):
    """There are lines at the log's place again, and not too late."""
    begun = time.monotonic()
    wait_until(lambda: os.path.exists(where) and os.path.getsize(where) > 0, f'lines in {where}')
    stage.assertLess(time.monotonic() - begun, LONGEST_BLINDNESS, where)


@action(weight=1)
def rename_live_file(stage, _seconds, _sender):
    take_away(stage, stage.log_path)
    expect_growth(stage, stage.log_path)


@action(weight=1)
def replace_live_file(stage, _seconds, _sender):
    take_away(stage, stage.log_path, leave=make_empty_file)  # as logrotate's "create" does
    expect_growth(stage, stage.log_path)


@action(weight=1)
def remove_folder(stage, _seconds, _sender):
    take_away(stage, stage.log_folder)
    expect_growth(stage, stage.log_path)
