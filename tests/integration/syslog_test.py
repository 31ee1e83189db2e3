"""Programs that speak syslog: logger(1), syslog(3) and Python's handler, to a slot."""

import json
import logging
import logging.handlers
import os
import shutil
import socket
import subprocess
import sys
import unittest

from support import PATIENCE_SECONDS, SlotTest, wait_until


def obstacle():
    """Why no program can be given a /dev/log of its own here; None: it can."""
    made = subprocess.run([*NAMESPACE, 'mount -t tmpfs none /dev'], capture_output=True, text=True,
                          timeout=PATIENCE_SECONDS, check=False)
    return f'no mount namespaces here: {made.stderr.strip()}' if made.returncode else None


NAMESPACE = ['unshare', '--mount', *([] if os.geteuid() == 0 else ['--map-root-user']), 'sh', '-ec']
NO_DEV_LOG = obstacle()


class SyslogTest(SlotTest):

    def run_tool(self, *command):
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True,
                              text=True, timeout=PATIENCE_SECONDS, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ''), command)
        return done.stdout

    def finish(self, collector):
        """Ends the collector once it has written all that was sent."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
            client.sendto(b'the last one', self.socket_path)
        wait_until(lambda: self.log.count_of('the last one'), 'the last datagram in the log')
        return collector.stop()

    def entry_of(self, *command):
        """The line that the command makes a collector write."""
        collector = self.start_collector()
        self.run_tool(*command)
        self.finish(collector)
        return next(self.log.entries())


@unittest.skipUnless(shutil.which('logger'), 'logger (bsdutils) is not installed')
class Logger(SyslogTest):

    def log_with(self, *arguments):
        return self.entry_of('logger', '--socket', self.socket_path, *arguments)

    def expect(self, entry, level, process, facility, message):
        self.assertEqual((entry.level, entry.process, entry.logger, entry.message),
                         (level, process, facility, message))

    def test_its_own_form_gives_level_tag_and_facility(self):
        entry = self.log_with('-p', 'daemon.err', '-t', 'backup', 'disk is full')
        self.expect(entry, 'error', 'backup', 'daemon', 'disk is full')
        self.assertGreater(entry.pid, 0)

    def test_rfc_3164_gives_level_tag_and_facility(self):
        entry = self.log_with('--rfc3164', '-p', 'local3.warning', '-t', 'backup', 'disk: full')
        self.expect(entry, 'warning', 'backup', 'local3', 'disk: full')

    def test_rfc_5424_gives_level_name_and_facility(self):
        entry = self.log_with('--rfc5424=notq', '-p', 'auth.crit', '-t', 'backup', 'disk is full')
        self.expect(entry, 'critical', 'backup', 'auth', 'disk is full')

    def test_structured_data_and_message_id_stand_before_the_text(self):
        entry = self.log_with('--rfc5424=notq', '-t', 'backup', '--msgid', 'FULL', '--sd-id',
                              'disk@32473', '--sd-param', 'mount="/"', 'disk is full')
        self.expect(entry, 'info', 'backup', 'user', 'FULL [disk@32473 mount="/"] disk is full')

    def test_every_priority_is_the_nearest_level(self):
        collector = self.start_collector()
        nearest = {'emerg': 'critical', 'alert': 'critical', 'crit': 'critical', 'err': 'error',
                   'warning': 'warning', 'notice': 'info', 'info': 'info', 'debug': 'debug'}
        for priority in nearest:
            self.run_tool('logger', '-u', self.socket_path, '-p', f'user.{priority}', priority)
        self.finish(collector)
        self.assertEqual({entry.message: entry.level for entry in self.log.entries()
                          if entry.message != 'the last one'}, nearest)

    def test_json_has_what_text_has_no_place_for(self):
        collector = self.start_collector('--format', 'json')
        self.run_tool('logger', '-u', self.socket_path, '--rfc5424=notq', '-t', 'backup',
                      '--msgid', 'FULL', '--sd-id', 'disk@32473', '--sd-param', 'mount="/"', 'full')
        self.finish(collector)
        record = json.loads(next(self.log.lines()))
        self.assertEqual(record['Body'], 'full')
        self.assertEqual(record['Resource']['service.name'], 'backup')
        self.assertEqual(record['Resource']['host.name'], socket.gethostname())
        self.assertEqual(record['Attributes'],
                         {'syslog.msgid': 'FULL',
                          'syslog.structured_data': {'disk@32473': {'mount': '/'}}})

    def test_tail_shows_of_a_text_what_json_would_have(self):
        arguments = ['logger', '-u', self.socket_path, '--rfc5424=notq', '-t', 'backup', '--msgid',
                     'FULL', '--sd-id', 'disk@32473', '--sd-param', 'mount="/"', 'full']
        collector = self.start_collector()
        self.run_tool(*arguments)
        self.finish(collector)
        code, output, _ = self.run_to_end('mailslog', 'tail', '--json', self.log.path)
        self.assertEqual(code, 0)
        record = json.loads(output.splitlines()[0])
        self.assertEqual(record['Body'], 'full')
        self.assertEqual(record['Attributes'],
                         {'syslog.msgid': 'FULL',
                          'syslog.structured_data': {'disk@32473': {'mount': '/'}}})
        self.assertEqual(record['InstrumentationScope'], {'Name': 'user'})

    def test_what_is_longer_than_a_datagram_is_marked(self):
        entry = self.log_with('-S', '100000', '-t', 'backup', 'x' * 100_000)
        self.assertRegex(entry.message, r'^x{65000,65536}…\[\+\d+ bytes\]$')
        cut, missing = entry.message.split('…[+')
        self.assertEqual(len(cut) + int(missing.split()[0]), 100_000)

    def test_several_lines_in_one_message_are_one_line(self):
        entry = self.entry_of(sys.executable, '-c', 'import socket\n'
                              's = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n'
                              f's.sendto(b"<13>app: one\\ntwo\\x1b[2J", {self.socket_path!r})')
        self.assertEqual(entry.message, r'one\ntwo\x1b[2J')

    def test_the_network_port_takes_no_syslog(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(('127.0.0.1', 0))
            port = probe.getsockname()[1]
        collector = self.start_collector('--listen', f'127.0.0.1:{port}')
        self.run_tool('logger', '-n', '127.0.0.1', '-P', str(port), '-d', 'hello')
        summary = self.finish(collector)
        self.assertEqual(self.log.messages(), ['the last one'])
        self.assertEqual(sum(summary.refused.values()), 1)


class Python(SyslogTest):

    def test_its_handler_gives_level_and_facility(self):
        collector = self.start_collector()
        handler = logging.handlers.SysLogHandler(self.socket_path)
        self.addCleanup(handler.close)
        handler.ident = 'orders: '
        logger = logging.Logger('orders')
        logger.addHandler(handler)
        logger.error('out of %s', 'tea')
        handler.ident = ''
        logger.warning('stock is low')
        self.finish(collector)
        first, second, _ = self.log.entries()
        self.assertEqual((first.level, first.process, first.pid, first.logger, first.message),
                         ('error', 'orders', os.getpid(), 'user', 'out of tea'))
        self.assertEqual((second.level, second.message), ('warning', 'stock is low'))
        self.assertTrue(second.process.startswith('python'), second.process)


@unittest.skipIf(NO_DEV_LOG, NO_DEV_LOG)
class DevLog(SyslogTest):

    def entry_with(self, shown_as_dev_log, *command):
        return self.entry_of(*NAMESPACE, f'mount -t tmpfs none /dev; {shown_as_dev_log}; '
                             'shift; exec "$@"', 'sh', self.socket_path, *command)

    def test_syslog_of_the_c_library_writes_to_a_slot_that_dev_log_points_to(self):
        # Python's module is the C library's syslog(3).
        entry = self.entry_with('ln -s "$1" /dev/log', sys.executable, '-c', 'import syslog\n'
                                'syslog.openlog("backup", syslog.LOG_PID, syslog.LOG_CRON)\n'
                                'syslog.syslog(syslog.LOG_ERR, "disk is full")')
        self.assertEqual((entry.level, entry.process, entry.logger, entry.message),
                         ('error', 'backup', 'cron', 'disk is full'))
        self.assertGreater(entry.pid, 0)

    def test_a_slot_may_be_mounted_as_dev_log(self):
        entry = self.entry_with('touch /dev/log; mount --bind "$1" /dev/log', 'logger', '-t',
                                'backup', 'disk is full')
        self.assertEqual((entry.level, entry.process, entry.message),
                         ('info', 'backup', 'disk is full'))


class Messages(SyslogTest):

    def test_what_is_no_good_header_is_text(self):
        collector = self.start_collector()
        texts = ['<999>out of range', '<13', '<>nothing', '<013>zero', '< 13>space']
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
            for text in texts:
                client.sendto(text.encode(), self.socket_path)
            client.sendto(b'<11>1 yesterday - - - - - hello', self.socket_path)
        self.assertEqual(self.finish(collector).malformed, 0)
        entries = list(self.log.entries())
        self.assertEqual([entry.message for entry in entries[:-2]], texts)
        self.assertEqual({entry.level for entry in entries[:-2]}, {'info'})
        self.assertEqual((entries[-2].level, entries[-2].message),
                         ('error', '1 yesterday - - - - - hello'))

    def test_a_process_id_that_a_message_claims_is_kept_but_not_believed(self):
        collector = self.start_collector('--format', 'json')
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
            client.sendto(b'<13>init[1]: hello', self.socket_path)
        self.finish(collector)
        record = json.loads(next(self.log.lines()))
        self.assertEqual(record['Resource']['service.name'], 'init')
        self.assertEqual(record['Resource']['process.pid'], os.getpid())
        self.assertEqual(record['Attributes'], {'syslog.procid': '1'})

    def test_a_message_that_tells_its_time_has_it(self):
        collector = self.start_collector('--format', 'json')
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
            client.sendto(b'<34>1 2003-08-24T05:14:15.000003-07:00 till7 su - ID47 - failed',
                          self.socket_path)
            client.sendto(b'<34>Oct 11 22:14:15 till7 su: failed', self.socket_path)
        self.finish(collector)
        first, second, last = (json.loads(line) for line in self.log.lines())
        self.assertEqual(first['Timestamp'], '2003-08-24T12:14:15.000003000Z')
        self.assertEqual(first['Resource']['host.name'], 'till7')
        self.assertEqual(second['Timestamp'][:13], last['Timestamp'][:13])  # when it arrived
        self.assertEqual(second['Resource']['host.name'], 'till7')


if __name__ == '__main__':
    unittest.main()
