"""Rotated files: how many stay, their compression, rotating now and after logrotate."""

import gzip
import os
import re
import signal
import unittest

from support import SlotTest, wait_until

NOTHING_TO_ASK = 'no collector of this user owns'


class Files(SlotTest):

    def packed(self):
        return sorted(name for name in os.listdir(self.folder) if name.endswith('.log.gz'))

    def log_lines(self, count):
        self.expect_end(self.start_app('--threads', 1, '--lines', count, '--overflow', 'wait'))

    def put(self, name, size=0):
        with open(os.path.join(self.folder, name), 'wb') as file:
            file.write(b'x' * size)

    def rotate(self):
        return self.run_to_end('mailslog', 'rotate', '--slot', self.slot)

    def test_rotated_files_are_compressed_and_hold_every_line(self):
        collector = self.start_collector('--rotate-size', '20K', '--compress', 'gzip')
        self.log_lines(3000)
        wait_until(lambda: self.log.count_of('thread 1 line 3000:') == 1, 'the last line')
        wait_until(lambda: not self.log.rotated(), 'every rotated file compressed')
        collector.stop()
        text = b''.join(gzip.open(os.path.join(self.folder, name)).read()
                        for name in self.packed())
        with open(self.log.path, 'rb') as live:
            text += live.read()
        numbers = [int(number) for number in re.findall(rb'thread 1 line (\d+):', text)]
        self.assertEqual(numbers, list(range(1, 3001)))
        self.assertGreater(len(self.packed()), 5)

    def test_a_compression_that_was_killed_is_done_again(self):
        plain = 'all-20260101T000000.000Z.log'
        self.put(plain, 1000)
        self.put(plain + '.gz', 10)
        self.put(plain + '.gz.tmp', 10)
        os.utime(os.path.join(self.folder, plain), (1e9, 1e9))
        collector = self.start_collector('--compress', 'gzip')
        path = os.path.join(self.folder, plain)
        wait_until(lambda: not os.path.exists(path), 'the compressed file')
        self.assertEqual(gzip.open(path + '.gz').read(), b'x' * 1000)
        self.assertEqual(os.stat(path + '.gz').st_mtime, 1e9)
        self.assertFalse(os.path.exists(path + '.gz.tmp'))
        collector.stop()

    def test_size_age_and_number_hold_from_the_start_and_spare_others_files(self):
        for day in range(1, 6):
            self.put(f'all-2026010{day}T000000.000Z.log', 1000)
        self.put('all-20260101T000000.000Z.log.xz')
        self.put('all-notes.log')
        collector = self.start_collector('--keep-size', '3000', '--keep-files', 4)
        self.assertEqual([os.path.basename(path) for path in self.log.rotated()],
                         [f'all-2026010{day}T000000.000Z.log' for day in (3, 4, 5)])
        collector.stop()
        self.start_collector('--keep-age', '1d').stop()
        self.assertEqual(self.log.rotated(), [])
        self.assertIn('all-notes.log', os.listdir(self.folder))
        self.assertIn('all-20260101T000000.000Z.log.xz', os.listdir(self.folder))

    def test_a_file_goes_when_it_is_too_old_though_nothing_is_logged(self):
        collector = self.start_collector('--keep-age', '1s')
        self.log_lines(1)
        wait_until(lambda: self.log.count_of('line 1:') == 1, 'the line')
        self.assertEqual(self.rotate()[0], 0)
        wait_until(lambda: not self.log.rotated(), 'no rotated file')
        collector.stop()

    def test_a_free_floor_that_nothing_can_reach_is_told_once(self):
        self.put('all-20260101T000000.000Z.log', 1000)
        collector = self.start_collector('--keep-free', '1000000TiB')
        self.log_lines(10)
        wait_until(lambda: self.log.count_of('line 10:') == 1, 'the lines')
        collector.stop()
        self.assertEqual(self.log.rotated(), [])
        self.assertEqual(collector.errors.count('--keep-free'), 1)

    def test_rotate_says_what_the_file_is_called(self):
        collector = self.start_collector()
        self.log_lines(10)
        wait_until(lambda: self.log.count_of('line 10:') == 1, 'the lines')
        code, output, errors = self.rotate()
        self.assertEqual((code, errors), (0, ''))
        self.assertEqual(output.strip(), os.path.basename(self.log.rotated()[0]))
        self.assertEqual(os.path.getsize(self.log.path), 0)
        self.assertEqual(self.rotate(), (0, 'all.log is empty: nothing to rotate\n', ''))
        collector.stop()
        self.assertEqual(os.listdir(self.slot_folder), [])

    def test_rotate_without_a_collector_fails(self):
        code, _, errors = self.rotate()
        self.assertEqual(code, 1)
        self.assertIn(NOTHING_TO_ASK, errors)
        collector = self.start_collector()
        collector.kill()
        code, _, errors = self.rotate()
        self.assertEqual(code, 1)
        self.assertIn(NOTHING_TO_ASK, errors)

    def test_a_hangup_after_logrotate_goes_on_in_a_new_file_at_once(self):
        collector = self.start_collector()
        self.log_lines(5)
        wait_until(lambda: self.log.count_of('line 5:') == 1, 'the lines')
        os.rename(self.log.path, self.log.path + '.1')
        with open(self.log.path + '.lock', encoding='ascii') as lock:  # as in docs/operating.md
            os.kill(int(lock.read()), signal.SIGHUP)
        wait_until(lambda: os.path.exists(self.log.path), 'a new file')
        self.log_lines(7)
        wait_until(lambda: self.log.count_of('line 7:') == 1, 'the new lines')
        self.assertEqual(collector.stop().lost, 0)
        self.assertEqual(len(self.log.messages()), 7)

    def test_a_hangup_alone_changes_nothing(self):
        collector = self.start_collector()
        collector.signal(signal.SIGHUP)
        self.log_lines(5)
        wait_until(lambda: self.log.count_of('line 5:') == 1, 'the lines')
        self.assertEqual(collector.stop().written, 5)
        self.assertEqual(self.log.rotated(), [])


if __name__ == '__main__':
    unittest.main()
