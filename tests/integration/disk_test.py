"""Disks that fill up and files that somebody takes away: nothing is lost for it."""

import json
import os
import resource
import shutil
import signal
import subprocess
import time
import unittest

from lane_page import lane_page_of
from support import PATIENCE_SECONDS, SLOWNESS, Collector, Log, SlotTest, wait_until

SENDERS = 4
RATE = 1000 // SLOWNESS
DISTURBED_SECONDS = 5
STALLED_SECONDS = 6  # after so long without a sign a collector counts as stalled
DISK_BYTES = 16 * 1024 * 1024
FILE_BYTES = 64 * 1024


class SmallDisk:
    """A tmpfs in a mount namespace of its own, alive as long as this is."""

    def __init__(self, folder):
        self._holder = subprocess.Popen(
            ['unshare', '--mount', 'sh', '-c',
             f'mount -t tmpfs -o size={DISK_BYTES} tmpfs "$0" && echo made && exec cat', folder],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.is_made = self._holder.stdout.readline() == b'made\n'
        self.enter = ('nsenter', f'--target={self._holder.pid}', '--mount', '--')
        self.folder = f'/proc/{self._holder.pid}/root{folder}'

    def fill(self):
        with open(os.path.join(self.folder, 'filling'), 'wb', buffering=0) as filling:
            try:
                while True:
                    filling.write(b'x' * 65536)
            except OSError:
                pass  # full

    def free(self):
        os.remove(os.path.join(self.folder, 'filling'))

    def discard(self):
        self._holder.stdin.close()
        self._holder.wait(PATIENCE_SECONDS)
        self._holder.stdout.close()
        self._holder.stderr.close()


class Disk(SlotTest):

    def setUp(self):
        super().setUp()
        self.log_folder = os.path.join(self.folder, 'log')
        os.mkdir(self.log_folder)
        self.kept = os.path.join(self.folder, 'kept')

    def start_collector_at(self, folder, *arguments, under=()):
        command = [*under, *self.command('mailslog', 'collect', '--slot', self.slot, '--file',
                                         os.path.join(folder, 'all.log'), *arguments)]
        collector = Collector(command, self.folder, self.environment)
        self.addCleanup(collector.discard)
        return collector.wait_until_ready()

    def make_small_disk(self):
        disk = SmallDisk(self.log_folder)
        self.addCleanup(disk.discard)
        if not disk.is_made:
            self.skipTest('no disk for the test without root (unshare --mount)')
        return disk

    def start_senders(self, seconds, rate=RATE):
        self.each = rate * seconds
        return [self.start_app('--threads', 1, '--rate', rate, '--lines', self.each)
                for _ in range(SENDERS)]

    def expect_all_once(self, log, senders):
        self.expect_end(*senders)
        last = f'line {self.each}: '
        wait_until(lambda: log.count_of(last) == SENDERS, 'the last lines')
        self.log = log
        self.expect_each_once_in_order({(sender.pid, 1): self.each for sender in senders})
        for sender in senders:
            self.assertEqual(sender.stats().dropped, 0)

    def test_a_full_disk_loses_nothing(self):
        disk = self.make_small_disk()
        collector = self.start_collector_at(self.log_folder, under=disk.enter)
        senders = self.start_senders(seconds=DISTURBED_SECONDS + 3)
        log = Log(os.path.join(disk.folder, 'all.log'))
        wait_until(lambda: log.count_of('line 100: ') == SENDERS, 'the first lines')
        disk.fill()
        collector.wait_to_say('cannot write the log: No space left', 'errors')
        time.sleep(DISTURBED_SECONDS)
        disk.free()
        collector.wait_to_say('writing the log again', 'errors')
        self.expect_all_once(log, senders)
        self.assertEqual(collector.stop().lost, 0)
        self.assertEqual(collector.errors.count('cannot write'), 1)

    def test_what_is_to_be_kept_free_is_freed_while_no_memory_is_left(self):
        disk = self.make_small_disk()
        old = os.path.join(disk.folder, 'all-20200101T000000.000Z.log')
        with open(old, 'wb') as file:
            file.write(b'x' * (DISK_BYTES // 2))
        collector = self.start_collector_at(
            self.log_folder, '--keep-free', '1M', '--memory', '10K', under=disk.enter)
        senders = self.start_senders(seconds=DISTURBED_SECONDS)
        log = Log(os.path.join(disk.folder, 'all.log'))
        log.files = lambda: [log.path]
        wait_until(lambda: log.count_of('line 100: ') == SENDERS, 'the first lines')
        disk.fill()
        collector.wait_to_say('no memory is left for lines that wait', 'errors')
        wait_until(lambda: not os.path.exists(old), 'the room of the old file')
        self.expect_all_once(log, senders)
        self.assertEqual(collector.stop().lost, 0)

    def expect_to_begin_on_a_full_disk(self, end):
        """After a collector that ended so, and had rotated its log."""
        disk = self.make_small_disk()
        log = Log(os.path.join(disk.folder, 'all.log'))
        old = os.path.join(disk.folder, 'all-20200101T000000.000Z.log')
        with open(old, 'wb') as file:
            file.write(b'x' * (DISK_BYTES // 2))
        collector = self.start_collector_at(self.log_folder, under=disk.enter)
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 1')
        wait_until(lambda: os.path.getsize(log.path), 'the line')
        code, output, _ = self.run_to_end('mailslog', 'rotate', '--slot', self.slot)
        self.assertEqual(code, 0)
        rotated = os.path.join(disk.folder, os.path.basename(output.strip()))
        sender.obey('log 1')
        wait_until(lambda: os.path.getsize(log.path), 'the next line')
        end(collector)
        disk.fill()
        collector = self.start_collector_at(
            self.log_folder, '--keep-free', '1M', under=disk.enter)
        self.assertFalse(os.path.exists(old))
        self.assertTrue(os.path.exists(rotated))
        with open(log.path + '.lock', encoding='ascii') as lock:
            self.assertEqual(int(lock.read()), collector.pid)
        sender.obey('log 1')
        self.assertEqual(sender.end(), 0)
        self.assertEqual(collector.stop().lost, 0)
        with open(log.path, encoding='utf-8') as file:
            self.assertEqual(len(file.readlines()), 2)

    def test_what_is_to_be_kept_free_is_freed_at_the_start(self):
        self.expect_to_begin_on_a_full_disk(end=lambda collector: collector.stop())

    def test_what_is_to_be_kept_free_is_freed_at_the_start_after_a_kill(self):
        self.expect_to_begin_on_a_full_disk(end=lambda collector: collector.kill())

    def test_requests_are_served_while_no_memory_is_left(self):
        disk = self.make_small_disk()
        collector = self.start_collector_at(
            self.log_folder, '--memory', '10K', under=disk.enter)
        senders = self.start_senders(seconds=DISTURBED_SECONDS)
        log = Log(os.path.join(disk.folder, 'all.log'))
        wait_until(lambda: log.count_of('line 100: ') == SENDERS, 'the first lines')
        disk.fill()
        collector.wait_to_say('no memory is left for lines that wait', 'errors')
        code, _, errors = self.run_to_end('mailslog', 'rotate', '--slot', self.slot)
        self.assertEqual(code, 1)
        self.assertIn('No space left', errors)
        collector.signal(signal.SIGHUP)
        collector.wait_to_say('reloaded', 'errors')
        time.sleep(STALLED_SECONDS)
        _, output, _ = self.run_to_end('mailslog', 'status', '--slot', self.slot, '--json')
        self.assertEqual(json.loads(output)['state'], 'working')
        disk.free()
        self.expect_all_once(log, senders)
        self.assertEqual(collector.stop().lost, 0)

    def test_a_limit_on_the_size_of_files_loses_nothing(self):
        collector = self.start_collector_at(self.log_folder)
        resource.prlimit(collector.pid, resource.RLIMIT_FSIZE,
                         (FILE_BYTES, resource.RLIM_INFINITY))
        senders = self.start_senders(seconds=3)
        collector.wait_to_say('cannot write the log: File too large', 'errors')
        resource.prlimit(collector.pid, resource.RLIMIT_FSIZE,
                         (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        collector.wait_to_say('writing the log again', 'errors')
        self.expect_all_once(Log(os.path.join(self.log_folder, 'all.log')), senders)
        self.assertEqual(collector.stop().lost, 0)

    def test_a_collector_that_cannot_write_hears_the_next_line(self):
        collector = self.start_collector_at(self.log_folder)
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 1')
        resource.prlimit(collector.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        sender.obey('log 1')
        collector.wait_to_say('cannot write the log: File too large', 'errors')
        wait_until(lane_page_of(sender.pid).asks_for_bell, 'sleep that a line ends')
        resource.prlimit(collector.pid, resource.RLIMIT_FSIZE,
                         (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        self.assertEqual(sender.end(), 0)
        self.assertEqual(collector.stop().lost, 0)

    def test_what_a_collector_had_in_memory_when_it_was_killed_is_reported(self):
        disk = self.make_small_disk()
        collector = self.start_collector_at(self.log_folder, under=disk.enter)
        senders = self.start_senders(seconds=DISTURBED_SECONDS + 4, rate=3 * RATE)
        self.log = Log(os.path.join(disk.folder, 'all.log'))
        wait_until(lambda: self.log.count_of('line 100: ') == SENDERS, 'the first lines')
        disk.fill()
        collector.wait_to_say('cannot write the log: No space left', 'errors')
        time.sleep(DISTURBED_SECONDS)  # more comes than lanes hold, which is 1 MiB each
        collector.kill()
        disk.free()
        collector = self.start_collector_at(self.log_folder, under=disk.enter)
        self.expect_end(*senders)
        summary = collector.stop()
        written = self.expect_at_most_once_in_order()
        lost = self.log.reported_lost()
        for sender in senders:
            self.assertEqual(written[sender.pid] + lost[sender.pid], self.each)
            self.assertEqual(summary.sender(sender.pid)[2:],
                             (self.each, written[sender.pid], lost[sender.pid]))
        if SLOWNESS == 1:
            self.assertGreater(sum(lost.values()), 0)

    def disturb(self, disturbance):
        """Does it to the log in the midst of its lines; expects all of them in `kept` and after."""
        collector = self.start_collector_at(self.log_folder)
        senders = self.start_senders(seconds=4)
        log = Log(os.path.join(self.log_folder, 'all.log'))
        wait_until(lambda: log.count_of('line 100: ') == SENDERS, 'the first lines')
        disturbance(log.path)
        both = Log(log.path)
        both.files = lambda: [self.kept, log.path]
        wait_until(lambda: os.path.exists(log.path), 'a new file')
        self.expect_all_once(both, senders)
        self.assertEqual(collector.stop().lost, 0)
        self.assertIn('is not the file that it was', collector.errors)

    def test_a_live_file_that_is_deleted_is_made_anew(self):
        def delete(path):
            os.link(path, self.kept)  # a second name, so that the test can read what was in it
            os.remove(path)
        self.disturb(delete)

    def test_a_live_file_that_logrotate_replaces_is_followed(self):
        def rotate(path):
            os.rename(path, self.kept)
            with open(path, 'a', encoding='utf-8'):  # the collector may be there first
                pass
        self.disturb(rotate)

    def test_a_folder_that_is_removed_is_made_anew(self):
        def remove(path):
            os.link(path, self.kept)
            gone = self.log_folder + '.gone'
            os.rename(self.log_folder, gone)  # nobody makes a file in there while it is emptied
            shutil.rmtree(gone)
        self.disturb(remove)

    def test_a_folder_that_is_moved_away_is_made_anew_with_its_ledger(self):
        collector = self.start_collector_at(self.log_folder)
        log = Log(os.path.join(self.log_folder, 'all.log'))

        def log_to_the_end():
            self.expect_end(*self.start_senders(seconds=1))
            wait_until(lambda: log.count_of(f'line {self.each}: ') == SENDERS, 'the last lines')

        log_to_the_end()
        os.rename(self.log_folder, os.path.join(self.folder, 'moved'))
        log_to_the_end()
        self.assertTrue(os.path.exists(log.path + '.ledger'))
        self.assertEqual(collector.stop().lost, 0)


if __name__ == '__main__':
    unittest.main()
