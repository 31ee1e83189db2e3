"""A collector that dies at a fault point, in the midst of everything that it may have to do, and one
that is started then: written + reported lost = logged, and all that the checker asks."""

import concurrent.futures
import errno
import glob
import itertools
import os
import re
import signal
import time
import unittest

import power
from actions import try_to_take_away
from checker import Truth, judge_lines
from log_reading import read_log, size_of
from plan import Settings
from service_test import ServiceManager
from stage import Stage
from support import PATIENCE_SECONDS, SLOWNESS, TREE, program_path, wait_until

SENDERS = 3
LINES_A_SECOND = max(1, 400 // SLOWNESS)
RUNS_AT_ONCE = 8  # most of the time they wait
# A running collector comes to every point that it can come to by then, and is told to end.
LONGEST_LIFE_SECONDS = 20

TURN_SECONDS = 0.05
TURNS_OF_QUIET = 30  # until every lane was offered, which is once a second

TIMES = (1, 3)
# At the beginning and the end.
COME_TO_ONCE = {'log_repaired', 'last_batch_written', 'batch_cut_off', 'torn_line_cut',
                'hole_blanked', 'damaged_ledger_set_aside', 'lanes_relieved'}
PACKING = {'packed', 'packed_file_named'}  # only where rotated files are compressed
ROUTED = {'batch_written_in_part'}  # only where a batch goes into several files
ONE_LOG = {'batch_cut_off'}  # which of two logs had its batch noted can't be seen from outside
HANDED_OVER = {'lane_kept', 'lane_restored', 'lane_forgotten'}  # only by a service manager


def fault_points():
    """The names in the collector's sources."""
    names = []
    for path in glob.glob(os.path.join(TREE, 'collector', '**', '*.cpp'), recursive=True):
        with open(path, encoding='utf-8') as source:
            names += re.findall(r'fault_point\("(\w+)"\)', source.read())
    return sorted(set(names))


# What the collector writes: one log, or one of text and, as an output of its own, one of JSON.
LOGS = ('text', 'json', 'both') if SLOWNESS == 1 else ('both',)


def appointments():
    for name, logs, times in itertools.product(fault_points(), LOGS, TIMES):
        if times == 1 or not (name in COME_TO_ONCE or SLOWNESS > 1):
            yield name, times, 'text' if name in ONE_LOG and logs == 'both' else logs


# --- what only a damaged log brings about


def leave_a_batch_in_part(stage):
    stage.environment['MAILSLOG_DIE_AT'] = 'batch_noted:3'
    stage.start_collector_program('mailslog_faulty')
    stage.collector.process.wait(PATIENCE_SECONDS)
    with open(stage.log_path, 'a', encoding='ascii') as log:
        log.write('[')


def freezes_with_blocks(stage):
    """Not that they are rotated away before they are damaged."""
    stage.freeze(stage.collector)
    if size_of(stage.log_path) > 2 * power.BLOCK_BYTES:
        return True
    stage.thaw(stage.collector)
    return False


def leave_damage(stage, how):
    stage.begin_collector()
    wait_until(lambda: freezes_with_blocks(stage), 'some lines')
    with stage.machine_dies():
        stage.toll.holes += bool(how(stage.log_path))


def damage_ledger(stage):
    stage.begin_collector()
    wait_until(lambda: size_of(stage.log_path) > 0, 'some lines')
    stage.stop_collector()
    with open(stage.log_path + '.ledger', 'r+b') as ledger:
        ledger.seek(40)
        ledger.write(b'damage')


def fill_store(stage):
    stage.begin_collector()
    wait_until(lambda: len(stage.manager.kept()) == SENDERS, 'the lanes in the store')
    stage.kill_collector()


def fail_writes(stage):
    stage.collector.wait_until_ready()
    with open(stage.environment['MAILSLOG_FAILURES'], 'w', encoding='ascii') as failures:
        failures.write(f'append {errno.EIO}\n')


PREPARATIONS = {
    'damaged_ledger_set_aside': damage_ledger,
    'lane_restored': fill_store,
    'batch_cut_off': leave_a_batch_in_part,
    'torn_line_cut': lambda stage: leave_damage(stage, lambda path: power.zero_end(path, 100)),
    'hole_blanked': lambda stage: leave_damage(stage, lambda path: power.make_hole(path, 300)),
}


def blame_losses(verdict):
    """No lane was ever full."""
    for stream in verdict.streams.values():
        if stream.lost:
            verdict.blame(f'{stream}: needlessly')


class Appointment:
    """One death and what comes after it."""

    def __init__(self, name, times, logs):
        self.name = name
        self.times = times
        self.has_second = logs == 'both'
        self.is_json = logs == 'json'
        self.settings = Settings(SENDERS, LINES_A_SECOND, self.is_json,
                                 ('--rotate-size', '8K', '--format', 'json' if self.is_json else
                                  'text', '--compress', 'gzip' if name in PACKING else 'none'))
        self.stage = Stage()
        self.stage.set_up(self.settings, self.log_name('all'))
        if self.has_second:
            self.add_second_log()

    def log_name(self, stem):
        return stem + ('-{process}.log' if self.name in ROUTED else '.log')

    def add_second_log(self):
        path = os.path.join(self.stage.folder, 'second.toml')
        second = os.path.join(self.stage.log_folder, self.log_name('second'))
        with open(path, 'w', encoding='utf-8') as file:
            file.write(f"[[output]]\nfile = '{second}'\nformat = 'json'\n")
        self.stage.settings = self.settings._replace(
            collector=(*self.settings.collector, '--config', path))

    def keep(self):
        """Returns what is wrong."""
        try:
            if self.name in HANDED_OVER:
                self.stage.manager = ServiceManager(self.stage)
            self.stage.begin_senders()
            if self.name in PREPARATIONS:
                PREPARATIONS[self.name](self.stage)
            self.stage.environment['MAILSLOG_DIE_AT'] = f'{self.name}:{self.times}'
            self.stage.environment['MAILSLOG_FAILURES'] = os.path.join(self.stage.folder, 'fail')
            self.stage.start_collector_program('mailslog_faulty')
            if self.name == 'lanes_relieved':
                fail_writes(self.stage)
            if not self.dies():
                return ['the collector did not come to this point']
            self.stage.forget_gone()
            self.stage.begin_collector()
            self.stage.end()
            return self.faults_of_log() + (self.faults_of_second_log() if self.has_second else [])
        finally:
            self.stage.doCleanups()

    def faults_of_log(self):
        meanings = read_log(self.stage.log_files(), self.is_json)
        verdict = judge_lines(meanings, self.stage.truths(), self.stage.deaths())
        if self.name not in PREPARATIONS:
            blame_losses(verdict)
        return verdict.faults

    def faults_of_second_log(self):
        """Nobody damaged that one."""
        meanings = read_log(self.stage.log_files('second'), is_json=True)
        truths = [truth._replace(cut=frozenset(), cut_losses=0, again=frozenset())
                  for truth in self.stage.truths()]
        verdict = judge_lines(meanings, truths)
        blame_losses(verdict)
        return verdict.faults

    def dies(self):
        """Lets everything happen until the collector dies, in the end also its end."""
        process = self.stage.collector.process
        begun = time.monotonic()
        is_told = False
        for turn in itertools.count():
            if process.poll() is not None:
                return process.returncode == -signal.SIGKILL
            if time.monotonic() - begun > PATIENCE_SECONDS:
                return False
            if time.monotonic() - begun > LONGEST_LIFE_SECONDS and not is_told:
                self.stage.collector.signal(signal.SIGINT)  # a second one would end it at once
                is_told = True
            self.let_something_happen(turn)
            time.sleep(TURN_SECONDS)

    def let_something_happen(self, turn):
        self.stage.settle_gone()
        if turn < TURNS_OF_QUIET:
            return
        if turn % 10 == 3:
            sender = self.stage.senders[turn % SENDERS]
            self.stage.end_sender(sender)
            self.stage.replace(sender)
        if turn % 10 == 8:
            try_to_take_away(self.stage, self.stage.log_path)


class FaultPoints(unittest.TestCase):

    def test_the_collector_that_dies_at_them_has_all_of_them(self):
        with open(program_path('mailslog_faulty'), 'rb') as program:
            code = program.read()
        for name in fault_points():
            self.assertTrue(name.encode() + b'\0' in code,
                            f'{name}: add its source in tests/chaos/CMakeLists.txt')

    def test_a_death_at_any_of_them_neither_loses_nor_repeats_nor_tears_a_line(self):
        with concurrent.futures.ThreadPoolExecutor(RUNS_AT_ONCE) as pool:
            deaths = {case: pool.submit(Appointment(*case).keep) for case in set(appointments())}
        for case, death in deaths.items():
            with self.subTest(case):
                self.assertEqual(death.result(), [])
        print(len(deaths), 'deaths')


if __name__ == '__main__':
    unittest.main()
