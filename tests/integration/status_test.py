"""What a collector shows of itself: `mailslog status`, metrics, and a line on its terminal."""

import http.client
import json
import os
import pty
import re
import shutil
import signal
import socket
import subprocess
import time
import unittest

from support import Collector, PATIENCE_SECONDS, SlotTest, free_port, read_text, wait_until

CLIENTS = 50


class StatusTest(SlotTest):

    def run_status(self, *arguments):
        return self.run_to_end('mailslog', 'status', '--slot', self.slot, *arguments)

    def status(self):
        """The status as an object, of a collector that runs."""
        code, output, errors = self.run_status('--json')
        self.assertEqual((code, errors), (0, ''))
        return json.loads(output)

    def send(self, lines, text='line'):
        sender = self.start('mailslog', 'send', '--slot', self.slot)
        for number in range(lines):
            sender.tell(f'{text} {number}')
        self.expect_end(sender)

    def wait_until_written(self, lines):
        return wait_until(lambda: self.find_written(lines), f'{lines} written lines in the status')

    def find_written(self, lines):
        status = self.status()
        return status if status['written']['lines'] == lines else None


    def find_sender(self, pid, written):
        status = self.status()
        figures = [one['written'] for one in status['senders'] if one['process_id'] == pid]
        return status if figures == [written] else None


class Status(StatusTest):

    def test_a_collector_that_refuses_to_start_leaves_no_state(self):
        no_folder = os.path.join(self.folder, 'file')
        with open(no_folder, 'w', encoding='utf-8'):
            pass
        code, _, errors = self.run_to_end(
            'mailslog', 'collect', '--slot', self.slot, '--file', no_folder + '/all.log')
        self.assertEqual(code, 1, errors)
        code, _, errors = self.run_status()
        self.assertEqual(code, 1)
        self.assertIn('; start one, or name its slot with --slot', errors)

    def test_it_tells_what_came_what_is_written_and_who_sent_it(self):
        collector = self.start_collector()
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 1000')
        self.wait_until_written(1000)
        status = wait_until(lambda: self.find_sender(sender.pid, 1000), 'all of it by sender')
        self.assertEqual(status['process_id'], collector.pid)
        self.assertEqual(status['slot'], self.slot)
        self.assertEqual(status['received']['lines'], 1000)
        self.assertEqual(status['lost'], 0)
        self.assertGreater(status['received']['lines_per_second'], 0)
        self.assertEqual(status['lanes'], 1)
        [own] = [one for one in status['senders'] if one['process_id'] == sender.pid]
        self.assertEqual((own['process'], own['logged'], own['written'], own['lost']),
                         ('obedient_sender', 1000, 1000, 0))
        [output] = status['outputs']
        self.assertEqual(output['path'], self.log.path)
        self.assertEqual(output['size_bytes'], os.path.getsize(self.log.path))
        self.assertEqual(status['written']['bytes'], os.path.getsize(self.log.path))
        self.assertIsNone(status['last_error'])
        code, table, errors = self.run_status()
        self.assertEqual((code, errors), (0, ''))
        self.assertRegex(table, rf'(?m)^collector +process {collector.pid}, (working|idle); since ')
        self.assertRegex(table, r'(?m)^lines +1,000 +1,000$')
        self.assertRegex(table, rf'(?m)^ +1,000 +0 +0  obedient_sender\[{sender.pid}\]$')
        sender.end()
        self.assertEqual(collector.stop().written, 1000)

    def test_losses_are_counted_for_their_sender(self):
        collector = self.start_collector()
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 10')
        self.wait_until_written(10)
        collector.signal(signal.SIGSTOP)
        sender.obey('log 100000')
        collector.signal(signal.SIGCONT)
        sender.obey('stats')
        self.assertEqual(sender.end(), 0)
        dropped = sender.stats().dropped
        self.assertGreater(dropped, 0)
        status = wait_until(lambda: self.find_lost(dropped), 'the losses in the status')
        self.assertEqual(status['senders'][0]['lost'], dropped)
        summary = collector.stop()
        self.assertEqual(summary.lost, dropped)

    def find_lost(self, lost):
        status = self.status()
        return status if status['lost'] == lost and status['state'] == 'idle' else None

    def test_rotated_files_are_counted(self):
        collector = self.start_collector('--compress', 'gzip')
        self.send(3)
        self.wait_until_written(3)
        self.assertEqual(self.run_to_end('mailslog', 'rotate', '--slot', self.slot)[0], 0)
        output = wait_until(self.find_packed, 'a packed file, and its rotation')
        self.assertEqual((output['rotations'], output['rotated_files']), (1, 1))
        self.assertGreater(output['rotated_bytes'], 0)
        collector.stop()

    def find_packed(self):
        """The files are counted by who looks, the rotations shown by the collector a moment later."""
        [output] = self.status()['outputs']
        return output if output['compressed_files'] and output['rotations'] else None

    def test_an_error_is_shown_with_its_time(self):
        collector = self.start_collector()
        os.rename(self.log.path, self.log.path + '.away')
        self.send(1)
        error = wait_until(lambda: self.status()['last_error'], 'an error in the status')
        self.assertIn('is not the file that it was', error['text'])
        collector.stop()

    def test_without_a_collector_it_fails_and_says_so(self):
        code, output, errors = self.run_status()
        self.assertEqual((code, output), (1, ''))
        self.assertIn(f'no collector owns {self.slot}; start one', errors)

    def test_a_killed_collector_is_known_by_its_last_word(self):
        collector = self.start_collector()
        self.send(7)
        self.wait_until_written(7)
        wait_until(lambda: self.status()['state'] == 'idle', 'an idle collector')
        collector.kill()
        code, output, errors = self.run_status('--json')
        self.assertEqual(code, 1)
        self.assertIn(f'no collector owns {self.slot}', errors)
        status = json.loads(output)
        self.assertEqual((status['state'], status['process_id'], status['written']['lines']),
                         ('killed', collector.pid, 7))
        self.assertIn(f'process {collector.pid}, killed', self.run_status()[1])

    def test_one_that_ended_in_an_orderly_way_leaves_nothing(self):
        self.start_collector().stop()
        code, output, errors = self.run_status('--json')
        self.assertEqual((code, output), (1, ''))
        self.assertIn(f'no collector owns {self.slot}; start one', errors)
        self.assertEqual([name for name in os.listdir(self.slot_folder) if 'status' in name], [])

    def test_a_collector_that_hangs_is_told_of(self):
        collector = self.start_collector()
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 100')
        wait_until(lambda: self.status()['state'] == 'idle', 'an idle collector')
        flood = self.start_sender('steady_sender', 200)
        wait_until(lambda: self.is_frozen_at_work(collector), 'a working collector')
        status = wait_until(lambda: self.find_state('stalled'), 'a stalled collector')
        self.assertEqual(status['process_id'], collector.pid)
        collector.thaw()
        wait_until(lambda: self.find_state('working'), 'a collector that works again')
        flood.discard()
        sender.end()
        collector.stop()

    def is_frozen_at_work(self, collector):
        collector.freeze()
        if self.status()['state'] != 'idle':
            return True
        collector.thaw()
        return False

    def find_state(self, state):
        status = self.status()
        return status if status['state'] == state else None

    def test_totals_go_on_after_a_kill(self):
        collector = self.start_collector()
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 500')
        before = self.wait_until_written(500)
        collector.kill()
        collector = self.start_collector()
        after = self.wait_until_written(500)
        for figure in ('received', 'written'):
            for unit in ('lines', 'bytes'):
                self.assertEqual(after[figure][unit], before[figure][unit])
        self.assertEqual(after['written']['bytes'], os.path.getsize(self.log.path))
        sender.obey('log 100')
        self.wait_until_written(600)
        sender.end()
        collector.stop()

    def test_what_stands_in_its_place_does_no_harm(self):
        collector = self.start_collector()
        page = self.socket_path + '.status'
        size = os.path.getsize(page)
        os.unlink(page)
        for content in (b'', b'short', b'\xff' * size, os.urandom(size)):
            with open(page, 'wb') as file:
                file.write(content)
            code, output, errors = self.run_status()
            self.assertEqual((code, output), (1, ''))
            self.assertIn(f'process {collector.pid} owns {self.slot}, but shows no state: ', errors)
        os.unlink(page)
        os.symlink('/dev/zero', page)
        self.assertEqual(self.run_status()[0], 1)
        collector.stop()

    def test_it_takes_nothing_from_a_busy_collector(self):
        collector = self.start_collector()
        sender = self.start_sender('obedient_sender', 0)
        sender.tell('log 300000')
        looks = 0
        while self.log.count_of('line 1:') == 0 or looks < 20:
            self.status()
            looks += 1
        sender.wait_to_say('^done$')
        self.assertEqual(sender.end(), 0)
        summary = collector.stop()
        self.assertEqual(summary.written + summary.lost, 300000)


class Metrics(StatusTest):

    def start_with_metrics(self):
        self.port = free_port(socket.SOCK_STREAM)
        return self.start_collector('--metrics', self.port)

    def get(self, path='/metrics', method='GET', headers=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), dict(answer.getheaders())
        finally:
            connection.close()

    def expect_good(self, text):
        if shutil.which('promtool'):
            done = subprocess.run(['promtool', 'check', 'metrics'], input=text, text=True,
                                  capture_output=True, timeout=PATIENCE_SECONDS, check=False)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, '', ''))

    def test_prometheus_can_read_them(self):
        collector = self.start_with_metrics()
        self.send(5)
        wait_until(lambda: '\nmailslog_written_lines_total 5\n' in self.get()[1], 'five lines')
        status, text, headers = self.get()
        self.assertEqual(status, 200)
        self.assertEqual(headers['Content-Type'], 'text/plain; version=0.0.4; charset=utf-8')
        self.expect_good(text)
        self.assertIn(f'mailslog_file_size_bytes{{path="{self.log.path}"}} '
                      f'{os.path.getsize(self.log.path)}\n', text)
        collector.stop()

    def test_nothing_else_is_there(self):
        collector = self.start_with_metrics()
        self.assertEqual(self.get('/')[0], 404)
        self.assertEqual(self.get('/metrics', 'POST')[0], 405)
        self.assertEqual(self.get('/metrics', 'DELETE')[0], 405)
        self.assertEqual(self.get(headers={'Host': 'evil.example'})[0], 421)
        self.assertEqual(self.get(headers={'Host': f'localhost:{self.port}'})[0], 200)
        collector.stop()

    def test_a_port_that_is_taken_is_told(self):
        with socket.socket() as taken:
            taken.bind(('127.0.0.1', 0))
            taken.listen()
            port = taken.getsockname()[1]
            code, _, errors = self.run_to_end(
                'mailslog', 'collect', '--slot', self.slot, '--metrics', str(port))
        self.assertEqual(code, 1)
        self.assertIn(f'cannot show metrics at 127.0.0.1:{port}: the port is taken', errors)

    def test_a_place_that_others_reach_is_remarked_on(self):
        self.port = free_port(socket.SOCK_STREAM)
        collector = self.start_collector('--metrics', f'0.0.0.0:{self.port}')
        self.assertIn('are for everybody who reaches this machine there', collector.errors)
        self.assertEqual(self.get(headers={'Host': 'log.example'})[0], 200)
        collector.stop()

    def test_clients_that_hang_on_are_cut_off_and_take_nothing_from_the_log(self):
        collector = self.start_with_metrics()
        clients = [socket.create_connection(('127.0.0.1', self.port)) for _ in range(CLIENTS)]
        for client in clients:
            client.settimeout(PATIENCE_SECONDS)
            try:
                client.send(b'GET /metrics HT')
            except ConnectionError:
                pass  # there were too many already
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 100000')
        self.assertEqual(sender.end(), 0)
        for client in clients:
            try:
                self.assertEqual(client.recv(100), b'')
            except ConnectionResetError:
                pass
            client.close()
        self.assertEqual(self.get()[0], 200)
        summary = collector.stop()
        self.assertEqual(summary.written + summary.lost, 100000)

    def test_a_file_has_them_soon_after_each_change(self):
        path = os.path.join(self.folder, 'mailslog.prom')
        collector = self.start_collector('--metrics-file', path)
        self.expect_good(wait_until(lambda: read_text(path), 'a first file'))
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o644)
        self.send(3)
        wait_until(lambda: '\nmailslog_written_lines_total 3\n' in read_text(path), 'three lines')
        self.send(4)
        self.wait_until_written(7)
        collector.stop()
        self.assertIn('\nmailslog_written_lines_total 7\n', read_text(path))
        self.assertEqual([name for name in os.listdir(self.folder) if '.prom' in name],
                         ['mailslog.prom'])

    def test_a_file_that_cannot_be_written_is_told(self):
        code, _, errors = self.run_to_end(
            'mailslog', 'collect', '--slot', self.slot, '--metrics-file', 'none/mailslog.prom')
        self.assertEqual(code, 1)
        self.assertIn('cannot write none/mailslog.prom: No such file or directory', errors)


class Progress(StatusTest):

    def start_on_terminal(self):
        """A collector whose standard error is a terminal; what it shows there gathers in a list."""
        ours, its = pty.openpty()
        self.addCleanup(os.close, ours)
        command = self.command('mailslog', 'collect', '--slot', self.slot, '--file', 'all.log')
        process = subprocess.Popen(command, cwd=self.folder, env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=its)
        os.close(its)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        os.set_blocking(ours, False)
        self.shown = ''
        self.terminal = ours
        self.wait_to_show('collecting .* into all.log\r\n')
        return process

    def wait_to_show(self, pattern):
        def look():
            try:
                self.shown += os.read(self.terminal, 65536).decode()
            except BlockingIOError:
                pass
            except OSError:
                return True  # the terminal's other end is closed
            return re.search(pattern, self.shown)
        return wait_until(look, f'{pattern!r} on the terminal, which shows {self.shown!r}')

    def test_a_terminal_shows_one_line_that_is_refreshed(self):
        process = self.start_on_terminal()
        self.send(5)
        self.wait_to_show(r'5 lines, 0 a second$')
        self.send(1)
        self.wait_to_show(r'\r +\r6 lines, 0 a second$')
        process.send_signal(signal.SIGHUP)
        self.wait_to_show(r'\r +\rmailslog: reloaded; nothing is different\r\n'
                          r'(6 lines, [\d.]+ a second\r +\r)*6 lines, 0 a second$')
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(PATIENCE_SECONDS), 0)
        self.wait_to_show(r'\r +\r$')

    def test_elsewhere_there_is_none(self):
        collector = self.start_collector()
        self.send(5)
        self.wait_until_written(5)
        collector.stop()
        self.assertRegex(collector.errors, r'\A(mailslog: .*\n?)+\Z')
        self.assertNotIn('a second', collector.errors)


if __name__ == '__main__':
    unittest.main()
