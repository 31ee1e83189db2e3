"""The collector as its operator sees it: ownership, signals, files, and what it makes of datagrams
from anyone."""

import json
import os
import signal
import socket
import unittest

from support import SlotTest, Summary, wait_until


class Ownership(SlotTest):

    def test_a_second_collector_is_told_the_owner_and_the_first_is_undisturbed(self):
        first = self.start_collector()
        code, _, errors = self.run_to_end('mailslog', 'collect', '--slot', self.slot, '--file',
                                          'other.log')
        self.assertEqual(code, 1)
        self.assertIn(str(first.pid), errors)
        self.assertEqual(len(errors.strip().splitlines()), 1)
        self.expect_end(self.start_app('--lines', 100))
        self.assertEqual(first.stop().written, 100)

    def test_two_spellings_of_a_name_are_one_slot(self):
        self.start_collector()
        code, _, _ = self.run_to_end('mailslog', 'collect', '--slot', self.slot.upper(), '--file',
                                     'other.log')
        self.assertEqual(code, 1)

    def test_the_socket_of_a_killed_collector_is_taken_over(self):
        self.start_collector().kill()
        self.assertTrue(os.path.exists(self.socket_path))
        collector = self.start_collector()
        self.expect_end(self.start_app('--lines', 100))
        self.assertEqual(collector.stop().written, 100)

    def test_a_collector_that_stops_takes_its_socket_away(self):
        self.start_collector().stop()
        self.assertFalse(os.path.exists(self.socket_path))

    def test_a_second_collector_on_another_slot_but_with_the_same_file_is_refused_too(self):
        first = self.start_collector()
        code, _, errors = self.run_to_end('mailslog', 'collect', '--slot', self.slot + 'b',
                                          '--file', 'all.log')
        self.assertEqual(code, 1)
        self.assertIn('all.log', errors)
        self.expect_end(self.start_app('--lines', 100))
        self.assertEqual(first.stop().written, 100)


class Ending(SlotTest):

    def test_either_signal_ends_it_with_what_has_arrived_written_and_a_summary(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                collector = self.start_collector()
                app = self.start_app('--lines', 5000, '--overflow', 'wait')
                self.expect_end(app)
                summary = collector.stop(number)
                self.assertEqual(summary.sender(app.pid)[2:], (5000, 5000, 0))
                self.assertEqual(sum(pid == app.pid for pid, _, _ in self.log.numbered()), 5000)

    def test_what_it_had_not_looked_at_before_the_signal_is_written_and_accounted_for(self):
        collector = self.start_collector()
        collector.signal(signal.SIGSTOP)
        apps = [self.start_app('--lines', 20_000) for _ in range(3)]  # more than a lane holds
        self.expect_end(*apps)
        collector.signal(signal.SIGINT)
        collector.signal(signal.SIGCONT)
        self.assertEqual(collector.end(), 0)
        summary = Summary(collector.output)
        for app in apps:
            figures = summary.sender(app.pid)
            self.assertEqual((figures.logged, figures.written + figures.lost), (20_000, 20_000))
            self.assertGreater(figures.written, 0)
            self.assertEqual(figures.lost, app.stats().dropped)

    def test_a_collector_that_nobody_wrote_to_says_so_in_figures(self):
        summary = self.start_collector().stop()
        figures = [getattr(summary, figure) for figure in summary.FIGURES]
        self.assertEqual(figures, [0] * len(figures))


class Misuse(SlotTest):

    def refuse(self, code, *arguments):
        actual, output, errors = self.run_to_end('mailslog', *arguments)
        self.assertEqual(actual, code, errors)
        self.assertEqual(output, '')
        return errors

    def test_a_wrong_command_line_exits_with_2(self):
        self.refuse(2)
        self.refuse(2, 'gather')
        self.refuse(2, 'collect', '--rotate-size', 'many')
        self.refuse(2, 'collect', '--rotate-every', 'fortnight')
        self.refuse(2, 'collect', '--format', 'xml')
        self.refuse(2, 'collect', '--slot', 'logs')

    def test_a_file_that_cannot_be_opened_is_named(self):
        errors = self.refuse(1, 'collect', '--slot', self.slot, '--file', '/proc/none/all.log')
        self.assertIn('/proc/none', errors)

    def test_a_slot_of_another_machine_cannot_be_owned(self):
        errors = self.refuse(2, 'collect', '--slot', r'\\host\mailslot\logs', '--file', 'a.log')
        self.assertIn(r'\\host\mailslot\logs', errors)

    def test_help_is_an_answer(self):
        code, output, _ = self.run_to_end('mailslog', 'collect', '--help')
        self.assertEqual(code, 0)
        for option in ('--slot', '--file', '--format', '--pattern', '--rotate-size',
                       '--rotate-every', '--keep-files'):
            self.assertIn(option, output)


class Datagrams(SlotTest):

    def send(self, *datagrams):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
            for datagram in datagrams:
                client.sendto(datagram, self.socket_path)

    def collect(self, *datagrams):
        collector = self.start_collector()
        self.send(*datagrams)
        self.send(b'the last one')
        wait_until(lambda: self.log.count_of('the last one'), 'the last datagram in the log')
        return collector.stop()

    def test_plain_text_is_a_line(self):
        summary = self.collect(b'hello from a shell script')
        self.assertEqual(self.log.messages()[0], 'hello from a shell script')
        self.assertEqual((summary.received, summary.written, summary.malformed), (2, 2, 0))

    def test_plain_text_is_cut_at_the_first_nul(self):
        self.collect(b'word' + bytes(252))
        self.assertEqual(self.log.messages()[0], 'word')

    def test_the_sender_of_plain_text_is_the_one_that_the_kernel_names(self):
        self.collect(b'hello')
        self.assertEqual(next(self.log.entries()).pid, os.getpid())

    def test_malformed_and_unknown_datagrams_are_counted_and_harmless(self):
        summary = self.collect(b'\x81', b'\x81' + b'\xff' * 40, b'\x8f of a later version')
        self.assertEqual(summary.malformed, 3)
        self.assertEqual(summary.written, 1)

    def test_no_message_can_forge_a_record(self):
        forged = '[2026-11-22 14:22:01.000000] [critical] [bank:1] [vault] open'
        self.collect(f'innocent\n{forged}'.encode(), f'\r{forged}\x1b[2K\u2028{forged}'.encode())
        entries = list(self.log.entries())
        self.assertEqual(len(entries), 3)
        self.assertNotIn('vault', [entry.logger for entry in entries])

    def test_bytes_that_are_no_utf8_leave_the_file_valid(self):
        self.collect(b'caf\xe9', b'\xc0\xaf\xed\xa0\x80', bytes(range(1, 256)))
        self.assertEqual(len(self.log.messages()), 4)  # reading is strict UTF-8


class Json(SlotTest):

    def collect(self, use_the_slot):
        collector = self.start_collector('--format', 'json')
        use_the_slot()
        summary = collector.stop()
        records = [json.loads(line) for line in self.log.lines()]
        self.assertEqual(len(records), summary.written)
        return records

    def test_each_line_is_an_object_with_the_names_of_the_data_model(self):
        apps = []

        def use_the_slot():
            apps.append(self.start_app('--lines', 200, '--name', 'orders', '--threads', 1))
            self.expect_end(*apps)
        records = self.collect(use_the_slot)
        self.assertEqual(len(records), 200)
        for record in records:
            self.assertEqual(record['Resource']['service.name'], 'orders')
            self.assertEqual(record['Resource']['process.pid'], apps[0].pid)
            self.assertEqual(record['InstrumentationScope']['Name'], 'shop')
            self.assertRegex(record['Timestamp'], r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$')
            self.assertIn('thread.id', record['Attributes'])
        self.assertTrue(records[0]['Body'].startswith('thread 1 line 1: '))
        self.assertEqual(records[99]['SeverityText'], 'error')
        self.assertEqual(records[99]['SeverityNumber'], 17)

    def test_hostile_bytes_stay_inside_their_string(self):
        def use_the_slot():
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
                client.sendto(b'"}\n{"Body": "forged"}', self.socket_path)
                client.sendto(bytes(range(1, 128)), self.socket_path)
                client.sendto(b'\xff\xfe\xed\xa0\x80', self.socket_path)
            wait_until(lambda: self.log.count_of('\n') == 3, 'three lines')
        records = self.collect(use_the_slot)
        self.assertEqual(records[0]['Body'], '"}\n{"Body": "forged"}')


class Rotation(SlotTest):

    def test_rotated_files_keep_to_the_size_and_to_their_number(self):
        collector = self.start_collector('--rotate-size', '20K', '--keep-files', '3')
        self.expect_end(self.start_app('--lines', 5000, '--overflow', 'wait'))
        collector.stop()
        rotated = self.log.rotated()
        self.assertEqual(len(rotated), 3)
        for path in rotated:
            self.assertLessEqual(os.path.getsize(path), 20 * 1024)
            self.assertRegex(os.path.basename(path), r'^all-\d{8}T\d{6}\.\d{3}Z\.log$')
        numbered = list(self.log.numbered())
        for thread in (1, 2):
            kept = [line for _, of, line in numbered if of == thread]
            self.assertEqual(kept, list(range(2501 - len(kept), 2501)))
        self.assertGreater(len(numbered), 300)

    def test_a_pattern_of_the_operators_is_used(self):
        collector = self.start_collector('--pattern', '%N|%Q|%l|%n|%v')
        app = self.start_app('--lines', 1, '--name', 'orders')
        self.expect_end(app)
        collector.stop()
        self.assertEqual(list(self.log.lines()),
                         [f'orders|{app.pid}|info|shop|thread 1 line 1: payment of 12.50 €'
                          ' received'])


if __name__ == '__main__':
    unittest.main()
