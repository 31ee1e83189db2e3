"""A collector whose socket and lanes somebody else keeps, as systemd does for a service: even what
a sender logged that ended while there was no collector is written."""

import os
import shutil
import signal
import socket
import threading
import time
import unittest

from support import Collector, SlotTest, wait_until

FIRST_HANDLE = 3  # sd_listen_fds(3)


class ServiceManager:
    """What systemd does for a service with a socket and a store, without being it."""

    def __init__(self, test):
        os.makedirs(test.slot_folder, exist_ok=True)
        self.slot = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.slot.bind(test.socket_path)
        self.notify_path = os.path.join(test.folder, 'notify')
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(self.notify_path)
        self.store = {}
        self.told = []
        self.lock = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            text, handles, _, _ = socket.recv_fds(self.notify, 4096, 16)
            words = dict(line.split('=', 1) for line in text.decode().splitlines())
            with self.lock:
                if words.get('FDSTORE') == '1':
                    assert words['FDPOLL'] == '0'
                    self.store.setdefault(words['FDNAME'], []).extend(handles)
                elif words.get('FDSTOREREMOVE') == '1':
                    for handle in self.store.pop(words['FDNAME'], []):
                        os.close(handle)
                else:
                    self.told.append((time.monotonic(), words))

    def kept(self):
        with self.lock:
            return list(self.store)

    def times_of(self, word):
        """When it was told so."""
        with self.lock:
            return [at for at, words in self.told if words.get(word) == '1']

    def start(self, test, with_store=True):
        """Starts a collector of the test with what is kept."""
        command = test.command('mailslog', 'collect', '--slot', test.slot, '--file', 'all.log')
        return self.launch(test, command, with_store).wait_until_ready()

    def launch(self, test, command, with_store=True, **variables):
        with self.lock:
            kept = [(name, handle) for name, handles in self.store.items() for handle in handles]
        handed_over = [('logs.socket', self.slot.fileno())] + (kept if with_store else [])
        handed_over[1:] = reversed(handed_over[1:])  # in no order to rely on

        def place():
            away = [os.dup(handle) for _, handle in handed_over]
            while min(away) < FIRST_HANDLE + len(away):
                away = [os.dup(handle) for handle in away]
            for i, handle in enumerate(away):
                os.dup2(handle, FIRST_HANDLE + i, inheritable=True)

        environment = dict(
            test.environment, **variables, NOTIFY_SOCKET=self.notify_path,
            LISTEN_FDS=str(len(handed_over)),
            LISTEN_FDNAMES=':'.join(name for name, _ in handed_over))
        # The shell's process becomes the collector's, whose number nobody else can know before.
        shell = ['sh', '-c', 'LISTEN_PID=$$ exec "$@"', 'sh']
        collector = Collector([*shell, *command], test.folder, environment, preexec=place)
        test.addCleanup(collector.discard)
        return collector


class KeptByServiceManager(SlotTest):

    def setUp(self):
        super().setUp()
        self.manager = ServiceManager(self)

    def start_sender_with_lines(self, lines):
        sender = self.start_sender('obedient_sender', 0)
        sender.obey(f'log {lines}')
        return sender

    def lines_of(self, sender):
        return self.log.count_of(f':{sender.pid}]')

    def test_a_sender_that_comes_and_goes_between_two_collectors_loses_nothing(self):
        self.manager.start(self).kill()
        sender = self.start_sender_with_lines(50)
        self.expect_end(sender)
        collector = self.manager.start(self)
        wait_until(lambda: self.lines_of(sender) == 50, 'its lines')
        self.assertEqual(collector.stop().sender(sender.pid)[2:], (50, 50, 0))
        self.expect_each_once_in_order({(sender.pid, 1): 50})

    def test_a_sender_that_ends_between_two_collectors_loses_nothing(self):
        for ends in ('in order', 'by a signal'):
            collector = self.manager.start(self)
            sender = self.start_sender_with_lines(10)
            wait_until(lambda: self.lines_of(sender) == 10 and self.manager.kept(), 'its lane')
            collector.kill()
            sender.obey('log 90')
            if ends == 'in order':
                self.expect_end(sender)
            else:
                sender.signal(9)
                sender.process.wait()
            collector = self.manager.start(self)
            wait_until(lambda: self.lines_of(sender) == 100, f'the lines of one that ended {ends}')
            wait_until(lambda: not self.manager.kept(), 'the end of its lane')
            summary = collector.stop()
            self.assertEqual(summary.sender(sender.pid)[2:], (100, 100, 0))
            self.assertEqual((summary.duplicates, summary.malformed), (0, 0))

    def test_what_it_had_to_drop_meanwhile_is_reported(self):
        collector = self.manager.start(self)
        sender = self.start_sender_with_lines(1)
        wait_until(lambda: self.manager.kept(), 'its lane')
        collector.kill()
        sender.obey('log 20000')
        sender.tell('stats')
        self.expect_end(sender)
        dropped = sender.stats().dropped
        self.assertGreater(dropped, 0)
        collector = self.manager.start(self)
        wait_until(lambda: not self.manager.kept(), 'the end of its lane')
        summary = collector.stop()
        self.assertEqual(summary.sender(sender.pid)[2:], (20001, 20001 - dropped, dropped))
        self.assertEqual(self.log.reported_lost()[sender.pid], dropped)

    def test_without_the_store_its_lines_are_gone(self):
        collector = self.manager.start(self)
        sender = self.start_sender_with_lines(10)
        wait_until(lambda: self.lines_of(sender) == 10 and self.manager.kept(), 'its lane')
        collector.kill()
        sender.signal(9)  # with a goodbye it would offer its lane again, to the socket that is kept
        sender.process.wait()
        collector = self.manager.start(self, with_store=False)
        other = self.start_sender_with_lines(5)
        wait_until(lambda: self.lines_of(other) == 5, "another's lines")
        self.assertEqual(self.lines_of(sender), 10)
        self.expect_end(other)
        collector.stop()

    def test_many_lanes_are_kept_over_kills_and_an_orderly_end(self):
        senders = []
        collector = self.manager.start(self)
        for end in (collector.kill, None, None):
            senders += [self.start_sender_with_lines(10) for _ in range(4)]
            wait_until(lambda: len(self.manager.kept()) == len(senders), 'their lanes')
            collector.stop() if end is None else end()
            for sender in senders:
                sender.obey('log 5')
            collector = self.manager.start(self)
        for sender in senders:
            sender.tell('stats')
        self.expect_end(*senders)
        wait_until(lambda: not self.manager.kept(), 'the end of their lanes')
        collector.stop()
        self.expect_each_once_in_order(
            {(sender.pid, 1): sender.stats().logged for sender in senders})
        self.assertEqual(sum(self.log.reported_lost().values()), 0)

    def test_the_socket_outlives_the_collector(self):
        self.manager.start(self).stop()
        self.assertTrue(os.path.exists(self.socket_path))
        code, _, errors = self.run_to_end('mailslog', 'send', '--slot', self.slot, 'a word')
        self.assertEqual(code, 0, errors)
        collector = self.manager.start(self)
        wait_until(lambda: self.log.count_of('a word') == 1, 'what waited in the socket')
        collector.stop()


class WatchedByServiceManager(SlotTest):

    def setUp(self):
        super().setUp()
        self.manager = ServiceManager(self)

    def start_collector_watched(self, patience_seconds, watched=None):
        command = self.command('mailslog', 'collect', '--slot', self.slot, '--file', 'all.log')
        pid = {} if watched is None else {'WATCHDOG_PID': str(watched)}
        collector = self.manager.launch(
            self, command, WATCHDOG_USEC=str(int(patience_seconds * 1e6)), **pid)
        return collector.wait_until_ready()

    def told(self, word, count=1):
        return len(self.manager.times_of(word)) >= count

    def test_it_is_told_of_readiness_reloads_and_the_end(self):
        collector = self.manager.start(self)
        wait_until(lambda: self.told('READY'), 'that it is ready')
        collector.signal(signal.SIGHUP)
        wait_until(lambda: self.told('READY', 2), 'that it is ready again')
        self.assertFalse(self.told('STOPPING'))
        collector.stop()
        wait_until(lambda: self.told('STOPPING'), 'that it stops')
        order = [next(iter(words)) for _, words in self.manager.told]
        self.assertEqual(order, ['READY', 'RELOADING', 'READY', 'STOPPING'])
        self.assertIn('all.log', self.manager.told[0][1]['STATUS'])
        self.assertGreater(int(self.manager.told[1][1]['MONOTONIC_USEC']), 0)

    def test_an_idle_collector_gives_signs_of_life_and_a_stopped_one_none(self):
        collector = self.start_collector_watched(0.4)
        wait_until(lambda: self.told('WATCHDOG', 5), 'signs of life')
        collector.signal(signal.SIGSTOP)
        wait_until(lambda: time.monotonic() - self.manager.times_of('WATCHDOG')[-1] > 1.2,
                   'three times the patience without a sign')
        collector.signal(signal.SIGCONT)
        count = len(self.manager.times_of('WATCHDOG'))
        wait_until(lambda: self.told('WATCHDOG', count + 2), 'signs of life again')
        collector.stop()

    def test_one_that_cannot_begin_never_claims_to_be_ready(self):
        os.mkdir(self.log.path)
        command = self.command('mailslog', 'collect', '--slot', self.slot, '--file', 'all.log')
        self.assertEqual(self.manager.launch(self, command).end(), 1)
        self.assertFalse(self.told('READY'))

    def test_signs_are_given_to_nobody_who_did_not_ask_this_process(self):
        collector = self.start_collector_watched(0.001, watched=1)
        collector.stop()
        wait_until(lambda: self.told('STOPPING'), 'that it stops')
        self.assertFalse(self.told('WATCHDOG'))


class OnLinux(SlotTest):

    def test_a_service_of_windows_is_refused_with_what_is_done_here(self):
        for action in ('install', 'remove', 'start', 'stop'):
            code, _, errors = self.run_to_end('mailslog', 'service', action)
            self.assertEqual(code, 2)
            self.assertIn('systemctl enable --now mailslog.socket mailslog.service', errors)
            self.assertIn('lib/systemd/system', errors)


@unittest.skipUnless(shutil.which('systemd-socket-activate'), 'no systemd-socket-activate')
class StartedBySocket(SlotTest):

    def activate(self, *listen):
        os.makedirs(self.slot_folder, exist_ok=True)
        command = self.command('mailslog', 'collect', '--slot', self.slot, '--file', 'all.log')
        options = [word for path in listen for word in ('--listen', path)]
        collector = Collector(
            ['systemd-socket-activate', '--datagram', '--setenv', f'MAILSLOT_DIR={self.slot_folder}', *options,
             *command], self.folder, self.environment)
        self.addCleanup(collector.discard)
        return collector

    def test_the_first_line_starts_the_collector(self):
        collector = self.activate(self.socket_path)
        wait_until(lambda: os.path.exists(self.socket_path), 'the socket')
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 100')
        self.expect_end(sender)
        collector.wait_until_ready()
        wait_until(lambda: self.log.count_of('line ') == 100, 'the lines')
        summary = collector.stop()
        self.assertEqual(summary.sender(sender.pid)[2:], (100, 100, 0))
        self.assertTrue(os.path.exists(self.socket_path))

    def test_a_socket_that_is_not_the_slots_is_refused(self):
        elsewhere = self.socket_path + 'x'
        collector = self.activate(elsewhere)
        wait_until(lambda: os.path.exists(elsewhere), 'the socket')
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
            client.sendto(b'a word', elsewhere)
        self.assertEqual(collector.end(), 1)
        self.assertIn('ListenDatagram=', collector.errors)
        self.assertIn(self.socket_path, collector.errors)

    def test_two_sockets_are_refused(self):
        collector = self.activate(self.socket_path, self.socket_path + 'x')
        wait_until(lambda: os.path.exists(self.socket_path + 'x'), 'the sockets')
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
            client.sendto(b'a word', self.socket_path)
        self.assertEqual(collector.end(), 1)
        self.assertIn('2 sockets', collector.errors)


if __name__ == '__main__':
    unittest.main()
