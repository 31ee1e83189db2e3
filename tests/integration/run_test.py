"""mailslog run: a program's output becomes lines of the log, and all else is as without it."""

import os
import pty
import signal
import subprocess
import sys
import time
import unittest

from support import PATIENCE_SECONDS, Program, SlotTest, wait_until

# Of what a program does that is left behind: on a busy machine it may rest for longer than it is
# waited for.
TRIES = 5


class RunTest(SlotTest):

    def run_command(self, *arguments):
        return self.command('mailslog', 'run', '--slot', self.slot, *arguments)

    def run_it(self, *arguments, input_bytes=b''):
        """Runs it to its end, which is its exit code; returns (exit code, errors)."""
        done = subprocess.run(self.run_command(*arguments), cwd=self.folder, env=self.environment,
                              input=input_bytes, capture_output=True, timeout=PATIENCE_SECONDS,
                              check=False)
        self.assertEqual(done.stdout, b'')
        return done.returncode, done.stderr.decode()

    def start_shell(self, script, *options):
        program = Program(self.run_command(*options, '--', 'sh', '-c', script), self.folder,
                          self.environment)
        self.addCleanup(program.discard)
        return program

    def lines_of(self, *arguments, **how):
        """What stands in the log when a program has run that ends well."""
        collector = self.start_collector()
        self.assertEqual(self.run_it(*arguments, **how), (0, ''))
        self.summary = collector.stop()
        return list(self.log.entries())

    def lines_of_python(self, program, *options):
        return self.lines_of(*options, '--', sys.executable, '-c', program)

    def shown(self, text):
        wait_until(lambda: self.log.count_of(text), f'{text!r} in the log')


class Lines(RunTest):

    def test_what_a_program_prints_is_logged_under_its_name_by_its_streams(self):
        entries = self.lines_of('--', '/bin/sh', '-c', 'echo one; echo two >&2; echo three')
        self.assertEqual({(entry.process, entry.logger, entry.level, entry.message)
                          for entry in entries},
                         {('sh', 'stdout', 'info', 'one'), ('sh', 'stderr', 'info', 'two'),
                          ('sh', 'stdout', 'info', 'three')})
        self.assertEqual((self.summary.written, self.summary.lost), (3, 0))

    def test_name_and_levels_can_be_chosen(self):
        entries = self.lines_of('--name', 'backup', '--level', 'debug', '--stderr-level', 'error',
                                '--', 'sh', '-c', 'echo one; echo two >&2')
        self.assertEqual({(entry.process, entry.logger, entry.level) for entry in entries},
                         {('backup', 'stdout', 'debug'), ('backup', 'stderr', 'error')})

    def test_the_level_is_that_of_its_errors_too_unless_they_have_their_own(self):
        entries = self.lines_of('--level', 'warn', '--', 'sh', '-c', 'echo two >&2')
        self.assertEqual([entry.level for entry in entries], ['warning'])

    def test_the_process_id_is_that_of_mailslog_run(self):
        collector = self.start_collector()
        program = self.start_shell('echo hello')
        self.assertEqual(program.end(), 0)
        collector.stop()
        self.assertEqual(next(self.log.entries()).pid, program.pid)

    def test_the_thread_id_is_the_process_id_of_the_program(self):
        collector = self.start_collector('--pattern', '%t %v')
        self.assertEqual(self.run_it('--', 'sh', '-c', 'echo $$')[0], 0)
        collector.stop()
        thread, program = next(self.log.lines()).split()
        self.assertEqual(thread, program)

    def test_a_last_line_without_its_end_is_a_line(self):
        entries = self.lines_of('--', 'printf', 'one\ntwo')
        self.assertEqual([entry.message for entry in entries], ['one', 'two'])

    def test_a_program_that_prints_nothing_logs_nothing(self):
        self.assertEqual(self.lines_of('--', 'true'), [])

    def test_bytes_that_are_no_text_are_escaped(self):
        entries = self.lines_of('--', 'printf', r'a\000b\nc\377d\n\342\202\n\033[2J\n')
        self.assertEqual([entry.message for entry in entries],
                         [r'a\x00b', r'c\xffd', r'\xe2\x82', r'\x1b[2J'])

    def test_a_character_that_comes_in_pieces_is_whole(self):
        entries = self.lines_of_python('import os, time\n'
                                       'for byte in "€\\n".encode():\n'
                                       '    os.write(1, bytes([byte]))\n'
                                       '    time.sleep(0.01)')
        self.assertEqual([entry.message for entry in entries], ['€'])

    def test_a_line_of_any_length_is_cut_and_marked(self):
        length = 50_000_000
        entries = self.lines_of_python(f'print("x" * {length}); print("next")')
        self.assertRegex(entries[0].message, r'^x{65000,65536}…\[\+\d+ bytes\]$')
        cut, missing = entries[0].message.split('…[+')
        self.assertEqual(len(cut) + int(missing.split()[0]), length)
        self.assertEqual(entries[1].message, 'next')

    def test_more_lines_than_a_slot_holds_wait_and_none_is_lost(self):
        entries = self.lines_of('--', 'seq', '20000')
        self.assertEqual([entry.message for entry in entries],
                         [str(number) for number in range(1, 20_001)])

    def test_a_flood_on_one_stream_does_not_hide_the_other(self):
        collector = self.start_collector()
        program = self.start_shell('yes & echo heard >&2; read line; kill $!')
        self.shown('heard')
        program.end()
        collector.stop()

    def test_standard_input_is_the_programs(self):
        entries = self.lines_of('--', 'cat', input_bytes=b'one\ntwo\n')
        self.assertEqual([entry.message for entry in entries], ['one', 'two'])


class Ending(RunTest):

    def test_the_exit_code_is_the_programs(self):
        self.start_collector()
        for code in (0, 1, 2, 7, 255):
            self.assertEqual(self.run_it('--', 'sh', '-c', f'exit {code}'), (code, ''))

    def test_a_signals_end_is_told_as_shells_tell_it(self):
        self.start_collector()
        for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGUSR1):
            self.assertEqual(self.run_it('--', 'sh', '-c', f'kill -{number.value} $$'),
                             (128 + number, ''))

    def test_a_program_that_there_is_not_is_127_and_one_that_cannot_be_run_126(self):
        code, errors = self.run_it('--', 'no-such-program')
        self.assertEqual((code, errors.count('\n')), (127, 1))
        self.assertIn('cannot run no-such-program: No such file', errors)
        path = os.path.join(self.folder, 'data')
        with open(path, 'w', encoding='ascii') as file:
            file.write('no program')
        code, errors = self.run_it('--', path)
        self.assertEqual(code, 126)
        self.assertIn(f'cannot run {path}: Permission denied', errors)

    def test_signals_are_passed_on_and_the_program_is_waited_for(self):
        collector = self.start_collector()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            with self.subTest(number):
                program = self.start_shell(f'trap "echo bye {number.name}; exit 3" '
                                           f'{number.name[3:]}; echo ready {number.name}; '
                                           'while :; do sleep 0.02; done')
                self.shown(f'ready {number.name}')
                program.signal(number)
                self.assertEqual(program.end(), 3)
        collector.stop()
        for name in ('SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'):
            self.assertEqual(self.log.count_of(f'bye {name}'), 1)

    def test_a_terminals_interrupt_reaches_the_program_once(self):
        # Two interrupts at once would be one to the program: so mailslog run sleeps over the first.
        self.start_collector()
        mark = os.path.join(self.folder, 'mark')
        counter = ('import signal, sys\ncount = 0\n'
                   'def note(*_):\n    global count\n    count += 1\n'
                   f'    open({mark!r}, "w").close()\n    print("interrupted", flush=True)\n'
                   'signal.signal(signal.SIGINT, note)\nprint("ready", flush=True)\n'
                   'sys.stdin.readline()\nprint("interrupts:", count, flush=True)')
        pid, terminal = self.start_in_terminal('--', sys.executable, '-c', counter)
        self.shown('ready')
        os.kill(pid, signal.SIGSTOP)
        os.write(terminal, b'\x03')
        wait_until(lambda: os.path.exists(mark), 'the interrupt in the program')
        os.kill(pid, signal.SIGCONT)
        self.shown('interrupted')
        os.write(terminal, b'\n')
        self.shown('interrupts:')
        self.assertEqual(self.log.count_of('interrupts: 1'), 1)
        self.assertEqual(os.waitpid(pid, 0), (pid, 0))

    def start_in_terminal(self, *arguments):
        """Starts it in a terminal of its own; returns its process id and the terminal."""
        command = self.run_command(*arguments)
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(command[0], command, self.environment)
        self.addCleanup(os.close, terminal)
        return pid, terminal

    def test_what_is_ignored_stays_ignored(self):
        collector = self.start_collector()
        program = Program(['nohup', *self.run_command('--', 'sh', '-c',
                           'echo ready; read line; echo went on')], self.folder, self.environment)
        self.addCleanup(program.discard)
        self.shown('ready')
        program.signal(signal.SIGHUP)
        self.assertEqual(program.end(), 0)
        collector.stop()
        self.assertEqual(self.log.count_of('went on'), 1)

    def test_a_daemon_that_is_left_behind_does_not_keep_it(self):
        self.start_collector()
        program = self.start_shell('sleep 600 & echo $!; exit 4')
        self.assertEqual(program.end(), 4)
        self.shown('\n')
        daemon = int(next(self.log.entries()).message)
        os.kill(daemon, signal.SIGKILL)  # it was alive

    def test_a_daemon_that_goes_on_writing_does_not_keep_it_either(self):
        self.start_collector()
        self.assertTrue(any(self.is_heard_to_the_end_of_patience('while echo still here; do '
                                                                 'sleep 0.05; done & exit 4')
                            for _ in range(TRIES)))

    def is_heard_to_the_end_of_patience(self, script):
        began = time.monotonic()
        self.assertEqual(self.start_shell(script).end(), 4)
        return time.monotonic() - began > 4

    def test_what_comes_soon_after_the_programs_end_is_logged(self):
        tries = (self.lines_of('--', 'sh', '-c', '(sleep 0.1; echo late) & exit 0')
                 for _ in range(TRIES))
        self.assertIn(['late'], ([entry.message for entry in entries] for entries in tries))


class Loss(RunTest):

    def test_without_a_collector_the_program_runs_and_what_is_lost_is_said(self):
        code, errors = self.run_it('--', 'sh', '-c', 'echo one; echo two; exit 6')
        self.assertEqual(code, 6)
        self.assertEqual(errors, f'mailslog: 2 lines of sh are lost: no collector owns {self.slot}\n')

    def test_a_collector_that_comes_while_it_waits_gets_the_line(self):
        program = self.start_shell('echo early')
        collector = self.start_collector()
        self.assertEqual(program.end(), 0)
        self.assertEqual(program.errors, '')
        collector.stop()
        self.assertEqual(self.log.messages(), ['early'])

    def test_lines_go_on_to_a_collector_that_is_started_again(self):
        first = self.start_collector()
        program = self.start_shell('echo one; read line; echo two')
        self.shown('one')
        first.kill()
        program.tell('go on')
        second = self.start_collector()
        self.assertEqual(program.end(), 0)
        second.stop()
        self.assertEqual(self.log.messages(), ['one', 'two'])

    def test_lines_that_a_stopped_collector_does_not_take_are_lost_in_bounded_time_and_counted(self):
        collector = self.start_collector()
        collector.signal(signal.SIGSTOP)
        mark = os.path.join(self.folder, 'mark')
        program = self.start_shell(f'seq 100000; touch {mark}; read line; echo last')
        wait_until(lambda: os.path.exists(mark), 'the end of the flood')
        collector.signal(signal.SIGCONT)
        self.shown('[stdout] 1\n')
        self.assertEqual(program.end(), 0)
        self.assertRegex(program.errors, r'^mailslog: \d+ lines of sh are lost: cannot send to ')
        summary = collector.stop()
        lost = int(program.errors.split()[1])
        self.assertGreater(lost, 0)
        self.assertEqual(summary.sender(program.pid)[2:], (100_001, 100_001 - lost, lost))
        self.assertEqual(self.log.reported_lost(), {program.pid: lost})


class Misuse(RunTest):

    def test_without_a_program_it_is_misuse(self):
        code, errors = self.run_it()
        self.assertEqual(code, 2)
        self.assertIn('CMD', errors)
        self.assertEqual(self.run_it('--')[0], 2)

    def test_a_name_that_is_no_slots_runs_nothing(self):
        mark = os.path.join(self.folder, 'mark')
        code, _, _ = self.run_to_end('mailslog', 'run', '--slot', 'logs', '--', 'touch', mark)
        self.assertEqual(code, 2)
        self.assertFalse(os.path.exists(mark))


if __name__ == '__main__':
    unittest.main()
