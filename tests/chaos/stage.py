"""What a run plays on: one collector, its log, and senders that log all the time. Keeps account of
what each sender did, and of who could know of it."""

import collections
import contextlib
import os
import signal

import power
from checker import Deaths, Truth
from lane_page import has_memory, lane_page_of, lanes_held_by
from log_reading import Line, age_of
from support import Collector, SlotTest, is_stopped, wait_until
from vitals import vitals_of


class Sender:
    """A steady_sender, and its lane's page, which outlives it."""

    def __init__(self, program):
        self.program = program
        self.pid = program.pid
        self.page = wait_until(lambda: lane_page_of(self.pid), 'a lane')
        self.was_held = False  # by a collector, when it ended
        self.was_killed = False
        self.settled = False   # and that collector has brought all of it to account

    def truth(self, toll):
        return Truth(self.pid, self.page.logged(), self.settled, toll.cut[self.pid],
                     toll.cut_losses[self.pid], toll.again[self.pid], self.was_killed)


class Toll:
    """What the deaths of the machine have taken from the disk."""

    def __init__(self):
        self.deaths = 0
        self.holes = 0
        self.cut = collections.defaultdict(set)     # of a process, which lines
        self.cut_losses = collections.Counter()     # and how many losses were reported in vain
        self.again = collections.defaultdict(set)   # lines that may come twice

    def take(self, meanings):
        for meaning, times in meanings.items():
            if isinstance(meaning, Line):
                self.cut[meaning.pid].add(meaning.number)
            else:
                self.cut_losses[meaning.pid] += times * meaning.count

    def lines(self):
        return sum(len(numbers) for numbers in self.cut.values())

    def may_come_again(self, numbers):
        for pid, some in numbers.items():
            self.again[pid] |= some


class Stage(SlotTest):
    """Not a test by itself: it has a test's folder, slot and programs."""

    def set_up(self, settings, log_name='all.log'):
        """`settings`: senders, rate (lines a second of each), collector (its options). `log_name`
        may be a pattern: each of the senders that run together is a process of another name."""
        self.setUp()
        self.settings = settings
        self.disk = os.path.join(self.folder, 'disk')
        self.log_folder = os.path.join(self.disk, 'logs')
        self.log_path = os.path.join(self.log_folder, log_name)
        self.collector = None
        self.manager = None  # a service manager that keeps socket and lanes
        self.senders = []
        self.gone = []
        self.taken = 0  # files that were moved away
        self.toll = Toll()

    def begin(self):
        self.begin_collector()
        self.first_vitals = vitals_of(self.collector.pid)
        self.begin_senders()

    # --- the collector

    def begin_collector(self, program='mailslog'):
        self.start_collector_program(program)
        self.collector.wait_until_ready()

    def start_collector_program(self, name):
        command = self.command(name, 'collect', '--slot', self.slot, '--file', self.log_path,
                               *self.settings.collector)
        if self.manager:
            self.collector = self.manager.launch(self, command)
            return
        self.collector = Collector(command, self.folder, self.environment)
        self.addCleanup(self.collector.discard)

    def kill_collector(self):
        self.settle_gone()
        self.collector.kill()
        self.forget_gone()

    def stop_collector(self):
        self.collector.stop()
        for sender in self.gone:  # all that was in the lanes it held is in the log now
            sender.settled = sender.settled or sender.was_held
        self.forget_gone()

    def holds(self, sender):
        return sender.page.inode in lanes_held_by(self.collector.pid)

    # --- senders

    def begin_senders(self):
        self.senders = [self.new_sender(place) for place in range(self.settings.senders)]

    def new_sender(self, place):
        return Sender(self.start_sender('steady_sender', self.settings.rate, 'drop',
                                        f'steady{place}'))

    def replace(self, sender):
        place = self.senders.index(sender)
        self.senders[place] = self.new_sender(place)

    def kill_sender(self, sender):
        sender.was_held = self.collector_lives() and self.holds(sender)
        sender.was_killed = True
        sender.program.process.kill()
        sender.program.end()
        self.gone.append(sender)

    def end_sender(self, sender):
        sender.was_held = self.collector_lives() and self.holds(sender)
        self.expect_end(sender.program)
        self.assertEqual(sender.program.stats().logged, sender.page.logged(), 'the page is wrong')
        self.gone.append(sender)

    def close_descriptors(self, sender):
        """A sender that does what daemons do, and goes on in another lane."""
        closed = sender.page.inode
        sender.program.tell('close')

        def lane_behind_it():
            page = lane_page_of(sender.pid)
            return page if page and page.inode != closed else None

        sender.page = wait_until(lane_behind_it, f'another lane of sender {sender.pid}')

    def collector_lives(self):
        return self.collector.process.poll() is None

    def settle_gone(self):
        """A collector lets go of a lane when it has brought its end to account."""
        held = lanes_held_by(self.collector.pid)
        if not self.collector_lives() or not has_memory(self.collector.pid):
            return  # what it held when it died is not known
        for sender in self.gone:
            if sender.was_held and sender.page.inode not in held:
                sender.settled = True

    def forget_gone(self):
        """The collector is gone: no other can have the lanes of those that went before it."""
        for sender in self.gone:
            sender.was_held = False

    # --- the end

    def end_senders(self):
        """All of them, in an orderly way, until the collector has let go of their lanes."""
        for sender in self.senders:
            wait_until(lambda: self.holds(sender), f'a collector for sender {sender.pid}')
        for sender in self.senders:
            self.end_sender(sender)
        self.senders = []
        wait_until(lambda: not lanes_held_by(self.collector.pid), 'the end of all lanes')
        self.settle_gone()

    def end(self):
        self.end_senders()
        self.stop_collector()

    def truths(self):
        return [sender.truth(self.toll) for sender in self.gone]

    @contextlib.contextmanager
    def machine_dies(self):
        """The collector is killed, and what the block does to the files is the death's doing. The
        senders live on, which they would not: their lanes must not make up for it wrongly."""
        self.kill_collector()
        is_json = self.settings.is_json
        before = power.standing(self.log_files(), is_json)
        power.end_life(self.log_path + '.ledger')
        yield
        self.toll.deaths += 1
        self.toll.take(before - power.standing(self.log_files(), is_json))

    def deaths(self):
        return Deaths(self.toll.deaths, self.toll.holes)

    def log_files(self, stem='all'):
        """All files of a log, the oldest first, wherever they were moved to; a compressed one
        counts if it has taken the place of the plain one."""
        found = []
        for folder, _, names in os.walk(self.disk):
            found += [os.path.join(folder, name) for name in names if name.startswith(stem) and (
                name.endswith('.log') or name.endswith('.log.gz') and name[:-3] not in names)]
        return sorted(found, key=age_of)

    def next_age(self):
        """How a folder is called that takes the live file: behind all that was rotated before."""
        rotated = [age_of(path) for path in self.log_files()]
        last = max((age for age in rotated if age != 'live'), default='00000000T000000.000Z')
        self.taken += 1
        return f'{last.split("-")[0]}-{self.taken:04d}'

    def freeze(self, *programs):
        for program in programs:
            program.signal(signal.SIGSTOP)
        for program in programs:
            wait_until(lambda: is_stopped(program.pid), f'{program} to stop')

    def thaw(self, *programs):
        for program in programs:
            program.signal(signal.SIGCONT)
