"""What becomes of lines on a network that loses, repeats and reorders packets: each is written once
or reported lost, exactly."""

import collections
import os
import re
import socket
import sys
import time
import unittest

from lossy_relay import Chances, LossyRelay
from support import SLOWNESS, SlotTest, wait_until

LINES = 20_000 // SLOWNESS
SECONDS = 2  # that they take: no burst that sockets can't hold, what is lost is the relay's doing
BAD = Chances(lost=0.05, twice=0.03, late=0.1)
UNTIDY = Chances(lost=0, twice=0.1, late=0.3)
TRIES = 3
LATE_SECONDS = 0.5  # a collector gives up what is twice as late
RELAY_PORT, COLLECTOR_PORT = 20138, 20139
NOTICE = re.compile(rb'lost (\d+) records? from ')


def own_address():
    """An address of the loopback interface's 127.0.0.0/8 that no other process's test has."""
    pid = os.getpid()
    return f'127.{pid >> 16 & 255}.{pid >> 8 & 255}.{pid & 255}'


def dropped_at(port):
    """How many packets found no room in the socket that has this port of our address: proc(5)."""
    address = int.from_bytes(socket.inet_aton(own_address()), sys.byteorder)
    with open('/proc/net/udp', encoding='ascii') as table:
        rows = [line.split() for line in table]
    return sum(int(row[-1]) for row in rows if row[1] == f'{address:08X}:{port:04X}')


class BadNetwork(SlotTest):

    def start_network(self, chances, *key):
        """A collector that listens behind a relay."""
        relay = LossyRelay((own_address(), RELAY_PORT), (own_address(), COLLECTOR_PORT), chances)
        self.addCleanup(relay.stop)
        listen = f'{own_address()}:{COLLECTOR_PORT}'
        collector = self.start_collector('--listen', listen, '--host', 'COLLECTOR', *key)
        return relay, collector

    @staticmethod
    def stop(relay, collector):
        """Returns the collector's summary once it has everything that the relay had."""
        relay.stop()
        summary = collector.stop()
        print(relay, vars(summary))
        return summary

    def log_through_it(self, *key):
        """Logs all lines and waits until each is in the log or reported as lost there."""
        app = self.start(
            'app_logger', '--slot', self.slot.replace('.', 'COLLECTOR', 1), '--host', 'SENDER',
            '--address', f'COLLECTOR={own_address()}:{RELAY_PORT}', '--lines', LINES,
            '--threads', 4, '--rate', LINES / SECONDS, '--overflow', 'wait', *key)
        self.expect_end(app)
        self.assertEqual(app.stats().logged, LINES)
        self.assertEqual(app.stats().dropped, 0, 'the sender alone was too slow')
        wait_until(lambda: self.accounted_for() >= LINES, 'all lines, or word of their loss')
        return app

    def log_through_nothing_worse(self, chances, *key):
        """Once more if the network was worse than `chances`, by sockets that were full or a relay
        that the machine held up. Returns relay, application and summary."""
        for left in reversed(range(TRIES)):
            relay, collector = self.start_network(chances, *key)
            app = self.log_through_it(*key)
            dropped = dropped_at(RELAY_PORT)
            relay.stop()
            dropped += dropped_at(COLLECTOR_PORT)
            summary = self.stop(relay, collector)
            if not left or (not dropped and relay.longest_hold < LATE_SECONDS):
                return relay, app, summary
            print(f'{dropped} dropped by sockets: once more')
            self.setUp()

    def accounted_for(self):
        """How many lines the log speaks of, while it is being written."""
        with open(self.log.path, 'rb') as file:
            text = file.read()
        return text.count(b'] thread ') + sum(map(int, NOTICE.findall(text)))

    def expect_exact_account(self, app, summary):
        """Each line is in the log at most once, wherever; the rest is reported lost, in the log as
        in the summary."""
        times = collections.Counter(self.log.numbered())
        twice = [line for line, count in times.items() if count > 1]
        self.assertEqual(twice, [])
        lost = self.log.reported_lost()[app.pid]
        self.assertEqual(len(times) + lost, LINES)
        self.assertEqual((summary.written, summary.lost), (len(times), lost))
        self.assertEqual(summary.sender(app.pid)[2:], (LINES, len(times), lost))
        self.assertEqual(summary.received, summary.written + summary.duplicates)
        place = f'SENDER({own_address()})'
        for entry in self.log.entries():
            of_a_loss = entry.message.endswith(f'from app_logger[{app.pid}]@{place}')
            self.assertTrue(of_a_loss if entry.logger == 'mailslog' else entry.origin == place,
                            entry)

    def expect_it_was_bad(self, relay, *evils):
        for evil in evils:
            self.assertGreater(relay.counts[evil], 0, f'{evil}: {relay}')

    def test_written_and_reported_lost_make_up_what_was_logged(self):
        relay, collector = self.start_network(BAD)
        app = self.log_through_it()
        summary = self.stop(relay, collector)
        self.expect_it_was_bad(relay, 'lost', 'twice', 'late')
        self.expect_exact_account(app, summary)
        self.assertGreater(summary.lost, 0)
        self.assertGreater(summary.written, LINES * 0.8)
        self.assertGreater(summary.duplicates, 0)
        self.assertEqual((summary.refused, summary.malformed), ({}, 0))

    def test_so_they_do_when_sealed_and_each_repetition_is_refused(self):
        key = ('--key-file', self.key_file())
        relay, app, summary = self.log_through_nothing_worse(BAD, *key)
        self.expect_it_was_bad(relay, 'lost', 'twice', 'late')
        self.expect_exact_account(app, summary)
        self.assertGreater(summary.lost, 0)
        self.assertGreater(summary.written, LINES * 0.8)
        self.assertEqual(summary.refused, {'replayed': relay.counts['twice']})
        self.assertEqual((summary.duplicates, summary.malformed), (0, 0))

    def test_disorder_alone_loses_nothing(self):
        relay, app, summary = self.log_through_nothing_worse(UNTIDY)
        self.expect_it_was_bad(relay, 'twice', 'late')
        self.expect_exact_account(app, summary)
        self.assertEqual((summary.written, summary.lost), (LINES, 0))

    def highest_number(self):
        """Up to which line of its only thread the log knows a process."""
        with open(self.log.path, 'rb') as file:
            return max(map(int, re.findall(rb'] thread 1 line (\d+):', file.read())), default=0)

    def test_of_an_application_that_is_killed_every_gap_is_reported(self):
        relay, collector = self.start_network(BAD)
        app = self.start(
            'app_logger', '--slot', self.slot.replace('.', 'COLLECTOR', 1), '--host', 'SENDER',
            '--address', f'COLLECTOR={own_address()}:{RELAY_PORT}', '--lines', 10 ** 9,
            '--threads', 1, '--rate', LINES / SECONDS / 4)
        wait_until(lambda: self.log.count_of('] thread 1 line ') > LINES // 10, 'lines in the log')
        app.process.kill()
        app.end()
        relay.stop()
        wait_until(lambda: self.accounted_for() >= self.highest_number(), 'word of each gap')
        summary = collector.stop()
        written = self.log.count_of('] thread 1 line ')
        lost = self.log.reported_lost()[app.pid]
        self.assertEqual(len(set(self.log.numbered())), written)
        self.assertEqual(written + lost, self.highest_number())
        self.assertEqual(summary.sender(app.pid)[2:], (written + lost, written, lost))


class AbsentCollector(SlotTest):
    """What is sent to a machine on which no collector runs."""
    RATE = 1000 // SLOWNESS
    LINES = 5 * RATE

    def start_app_elsewhere(self):
        return self.start(
            'app_logger', '--slot', self.slot.replace('.', 'COLLECTOR', 1), '--host', 'SENDER',
            '--address', f'COLLECTOR={own_address()}:{COLLECTOR_PORT}', '--lines', self.LINES,
            '--threads', 1, '--rate', self.RATE)

    def start_listening(self):
        return self.start_collector('--listen', f'{own_address()}:{COLLECTOR_PORT}',
                                    '--host', 'COLLECTOR')

    def expect_exact_account(self, app, collector):
        """Of all lines some are missing, and each of those is reported."""
        self.expect_end(app)
        wait_until(lambda: self.log.count_of(f'line {self.LINES}: '), 'the last line')
        summary = collector.stop()
        written = len(set(self.log.numbered()))
        lost = self.log.reported_lost()[app.pid]
        self.assertEqual(self.log.count_of('] thread 1 line '), written)
        self.assertEqual(written + lost, self.LINES)
        self.assertGreater(lost, 0)
        self.assertEqual(summary.sender(app.pid)[2:], (self.LINES, written, lost))

    def test_what_was_sent_while_it_was_dead_is_reported(self):
        collector = self.start_listening()
        app = self.start_app_elsewhere()
        wait_until(lambda: self.log.count_of('line 100: '), 'the first lines')
        collector.kill()
        time.sleep(1)  # the length of the absence is the test's subject
        self.expect_exact_account(app, self.start_listening())

    def test_what_was_sent_before_there_was_one_is_reported(self):
        app = self.start_app_elsewhere()
        time.sleep(2)  # as above
        self.expect_exact_account(app, self.start_listening())


if __name__ == '__main__':
    unittest.main()
