"""The one judge of every run: written + reported lost = logged, for each stream; no line twice, order
kept, no gap without its notice, no torn or forged line; memory and descriptors flat.

Where the machine died, as power.py plays it, the files have lost lines: what is missing of these, and
of nothing else, is excused; where the ledger has lost its end, lines that stand at the log's may
come twice.

A stream whose sender and collector both died before its lane was read is `unsettled`: what is
missing at its end can't be known to any collector. It is named, not forgiven: what stands of it in
the log is judged as everything else.
"""

import collections

from log_reading import Line, Loss, Repair
from support import SLOWNESS

# What a sender did, as its lane's page says; and whether a collector saw all of it. What the disk
# lost of its lines, and of the losses that were reported; and what may come twice. One that was
# killed may have published a line more than its page counts.
Truth = collections.namedtuple('Truth', 'pid logged settled cut cut_losses again killed',
                               defaults=(frozenset(), 0, frozenset(), False))
# How often the machine died, and how many holes it left in the log.
Deaths = collections.namedtuple('Deaths', 'count holes', defaults=(0, 0))
# Of one collector at one moment, without senders; descriptors: what each is of.
Vitals = collections.namedtuple('Vitals', 'memory_bytes descriptors')

MOST_GROWTH_BYTES = 32 * 1024 * 1024 * SLOWNESS  # a sanitizer keeps what was freed
MOST_FAULTS = 20  # are told; one cause makes many


class Stream:
    """What the log said of one stream so far."""

    def __init__(self, truth):
        self.truth = truth
        self.last = 0  # the number up to which everything is written, reported lost or cut
        self.line = 0  # the number of the last line
        self.cut_losses = truth.cut_losses  # that nothing was said of yet
        self.repeated = set()
        self.written = 0
        self.lost = 0
        self.numbers = set()

    def missing(self):
        return self.truth.logged - self.last

    def excuse(self, before):
        """What the disk lost of the numbers up to `before`."""
        cut = sum(1 for number in self.truth.cut if self.line < number < before)
        missing = before - 1 - self.last
        losses = min(self.cut_losses, max(0, missing - cut))
        self.cut_losses -= losses
        self.last += max(0, min(missing, cut + losses))

    def __str__(self):
        return (f'sender {self.truth.pid}: logged {self.truth.logged}, written {self.written}, '
                f'lost {self.lost}')


class Verdict:
    """What is wrong (faults, empty if nothing is) and the figures of the run."""

    def __init__(self, truths):
        self.faults = []
        self.streams = {truth.pid: Stream(truth) for truth in truths}
        self.unsettled = []  # streams of which the end is missing, as nobody can have known it

    def total(self, figure):
        return sum(getattr(stream, figure) for stream in self.streams.values())

    def blame(self, fault):
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)


def judge_lines(meanings, truths, deaths=Deaths()):
    """`meanings`: as from read_log()."""
    verdict = Verdict(truths)
    repairs = collections.Counter()
    if len(verdict.streams) != len(truths):
        verdict.blame('two senders had one process id: nothing can be told of them')
    for meaning in meanings:
        if isinstance(meaning, Repair):
            repairs[meaning.is_notice] += 1
        elif not isinstance(meaning, (Line, Loss)):
            verdict.blame(f'{meaning.where}: {meaning.why}')
        elif meaning.pid not in verdict.streams:
            verdict.blame(f'{meaning}: no sender has this process id')
        elif isinstance(meaning, Loss):
            take_loss(verdict.streams[meaning.pid], meaning.count)
        else:
            take_line(verdict, verdict.streams[meaning.pid], meaning.number)
    if repairs[True] > deaths.count or repairs[False] > deaths.holes:
        verdict.blame(f'{repairs[True]} repairs and {repairs[False]} blank lines after {deaths}')
    for stream in verdict.streams.values():
        judge_end(verdict, stream)
    return verdict


def take_loss(stream, count):
    stream.lost += count
    stream.last += count


def take_line(verdict, stream, number):
    if number in stream.numbers:
        if number in stream.truth.again and number not in stream.repeated:
            stream.repeated.add(number)
            return
        verdict.blame(f'{stream}: line {number} stands there twice')
        return
    stream.numbers.add(number)
    stream.written += 1
    stream.excuse(number)
    if number <= stream.last:
        verdict.blame(f'{stream}: line {number} stands behind line {stream.last}, or was reported '
                      'lost')
        return
    if number > stream.last + 1:
        verdict.blame(f'{stream}: {number - stream.last - 1} lines before line {number} are '
                      'neither written nor reported lost')
    stream.last = stream.line = number


def judge_end(verdict, stream):
    stream.excuse(stream.truth.logged + 1)
    if stream.missing() < (-1 if stream.truth.killed else 0):
        verdict.blame(f'{stream}: {-stream.missing()} more than it logged')
    elif stream.missing() > 0 and stream.truth.settled:
        verdict.blame(f'{stream}: its last {stream.missing()} lines are neither written nor '
                      'reported lost')
    elif stream.missing() > 0:
        verdict.unsettled.append(stream)


def judge_vitals(first, last):
    """What is wrong with a collector's memory and descriptors between two moments of quiet."""
    faults = []
    if last.memory_bytes - first.memory_bytes > MOST_GROWTH_BYTES:
        faults.append(f'the collector has grown from {first.memory_bytes} to {last.memory_bytes} '
                      'bytes')
    if has_more_descriptors(first, last):
        faults.append(f'the collector had {len(first.descriptors)} descriptors, now '
                      f'{len(last.descriptors)}: of {", ".join(sorted(last.descriptors))}')
    return faults


def has_more_descriptors(first, last):
    return len(last.descriptors) > len(first.descriptors)
