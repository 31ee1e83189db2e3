"""What logging costs in system calls, counted by strace."""

import os
import re
import shutil
import signal
import socket
import time
import unittest

from support import SlotTest, free_port, read_text, wait_until

LINES = 100_000
MOST_CALLS = LINES // 1000
BLOCKING = {'futex', 'poll', 'ppoll', 'select', 'pselect6', 'epoll_wait', 'epoll_pwait', 'nanosleep',
            'clock_nanosleep', 'read', 'recvmsg', 'recvfrom', 'wait4', 'flock'}
IDLE_SENDERS = 100
WATCHED_SECONDS = 5


@unittest.skipUnless(shutil.which('strace'), 'strace is not installed')
class SenderCalls(SlotTest):

    def calls_while_logging(self, between):
        """The calls of a sender while it logs; `between` is done just before."""
        trace = os.path.join(self.folder, 'trace')
        sender = self.start_sender('obedient_sender', 0, under=('strace', '-f', '-o', trace))
        sender.obey('log 1000')
        between()
        sender.obey(f'log {LINES}')
        self.assertEqual(sender.end(), 0)
        with open(trace, encoding='utf-8', errors='replace') as file:
            text = file.read()
        bell = re.search(r'pipe2\(\[(\d+), \d+\], O_NONBLOCK', text).group(1)
        text = text.replace(f' read({bell}, ', f' nonblocking_read({bell}, ')
        begin = text.index(f'read(0, "log {LINES}')
        end = text.index('write(1, "done', begin)
        return text[begin:end].splitlines()[1:-1]

    def expect_few_and_none_that_blocks(self, calls):
        names = [re.sub(r'^\d+ +', '', call).split('(')[0] for call in calls]
        print(f'{len(calls)} system calls for {LINES} lines')
        self.assertLess(len(calls), MOST_CALLS, calls[:20])
        self.assertFalse(BLOCKING.intersection(names), calls)
        for name, call in zip(names, calls):
            if name in ('sendmsg', 'sendto'):
                self.assertIn('MSG_DONTWAIT', call)

    def test_few_and_none_blocks_while_the_collector_is_awake(self):
        collector = self.start_collector()
        self.expect_few_and_none_that_blocks(self.calls_while_logging(lambda: None))
        summary = collector.stop()
        self.assertEqual(summary.written + summary.lost, LINES + 1000)

    def test_few_and_none_blocks_without_a_collector(self):
        self.expect_few_and_none_that_blocks(self.calls_while_logging(lambda: None))

    def test_few_and_none_blocks_while_the_collector_is_stopped(self):
        collector = self.start_collector()
        calls = self.calls_while_logging(lambda: collector.signal(signal.SIGSTOP))
        self.expect_few_and_none_that_blocks(calls)


@unittest.skipUnless(shutil.which('strace'), 'strace is not installed')
class IdleCollector(SlotTest):

    @staticmethod
    def naps(pid):
        """How often the threads of a process have gone to sleep so far."""
        count = 0
        for thread in os.listdir(f'/proc/{pid}/task'):
            with open(f'/proc/{pid}/task/{thread}/status', encoding='utf-8') as status:
                count += int(re.search(r'^voluntary_ctxt_switches:\s+(\d+)', status.read(),
                                       re.MULTILINE).group(1))
        return count

    def is_quiet(self, pid):
        before = self.naps(pid)
        time.sleep(1)
        return self.naps(pid) == before

    def calls_of(self, pid):
        figures = os.path.join(self.folder, 'figures')
        strace = self.start_tool('strace', '-f', '-c', '-o', figures, '-p', str(pid))
        strace.wait_to_say('attached', 'errors')
        time.sleep(WATCHED_SECONDS)  # the watched time is the test's subject
        strace.signal(signal.SIGINT)
        strace.end()
        with open(figures, encoding='utf-8') as file:
            text = file.read()
        total = re.search(r'^100\.00\s+\S+\s+\S*\s+(\d+)\s.*total$', text, re.MULTILINE)
        return int(total.group(1)) if total else 0

    def test_a_hundred_idle_senders_cost_it_at_most_a_call_a_second(self):
        self.expect_next_to_no_calls()

    def test_to_show_metrics_and_a_status_costs_it_no_more(self):
        self.expect_next_to_no_calls('--metrics', free_port(socket.SOCK_STREAM),
                                     '--metrics-file', 'mailslog.prom')

    def expect_next_to_no_calls(self, *arguments):
        collector = self.start_collector(*arguments)
        senders = self.start_sender('idle_senders', IDLE_SENDERS)
        wait_until(lambda: self.log.count_of('line 1:') == IDLE_SENDERS, 'a line of each sender')
        if '--metrics-file' in arguments:
            metrics = os.path.join(self.folder, 'mailslog.prom')
            wait_until(lambda: f'written_lines_total {IDLE_SENDERS}\n' in read_text(metrics),
                       'the last change in the metrics')
        wait_until(lambda: self.is_quiet(collector.pid), 'a quiet collector')
        calls = self.calls_of(collector.pid)
        print(f'{calls} system calls in {WATCHED_SECONDS} s')
        self.assertLessEqual(calls, WATCHED_SECONDS)
        self.expect_end(senders)
        summary = collector.stop()
        self.assertEqual((summary.written, summary.lost), (IDLE_SENDERS, 0))


if __name__ == '__main__':
    unittest.main()
