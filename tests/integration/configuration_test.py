"""The collector's configuration file as its operator uses it: read at the start, checked, and
reloaded while senders log."""

import glob
import json
import os
import re
import shutil
import signal
import socket
import unittest

from support import TREE, Collector, SlotTest, free_port, wait_until

EXAMPLE = os.path.join(TREE, 'packaging', 'mailslog.toml')
LINES = 2000

BAD = {
    'a bad value': (b'\nrotate-size = "12 parsecs"\n', ':2: rotate-size = "12 parsecs": expected'),
    'a wrong type': (b'format = true\n', ':1: format = true: expected'),
    'an unknown name': (b'frmat = "json"\n', ':1: frmat: is no setting; did you mean format?'),
    'a name twice': (b'format = "json"\nformat = "text"\n', ':2: not TOML: '),
    'a table': (b'[output]\nformat = "json"\n', ':1: output: is no setting'),
    'an output without a file': (b'[[output]]\nformat = "json"\n', ':1: [[output]]: needs a file'),
    'outputs to one file': (b'[[output]]\nfile = "a.log"\n[[output]]\nfile = "a.log"\n',
                            ':4: file = "a.log": may get into the way of the output to'),
    'a bad filter': (b'[[output]]\nfile = "a.log"\nlevel = "loud"\n', ':3: level = "loud": expected'),
    'text without quotes': (b'format = json\n', ':1: not TOML: '),
    'no UTF-8': (b'pattern = "%v\xff"\n', ':1: not TOML: '),
    'a NUL': (b'pattern = "%v\0"\n', ':1: not TOML: '),
    'another setting missing': (b'allow = "10.0.0.1"\n', ':1: allow = "10.0.0.1": needs listen'),
    'two that clash': (b'format = "json"\npattern = "%v"\n', ':2: pattern = "%v": not with'),
    'a huge file': (b'#' * (1 << 20) + b'\n', ': is larger than 1 MiB'),
}


class Configured(SlotTest):

    def setUp(self):
        super().setUp()
        self.path = os.path.join(self.folder, 'mailslog.toml')
        self.home = os.path.join(self.folder, 'home')
        self.environment.update(HOME=self.home)
        self.environment.pop('XDG_CONFIG_HOME', None)

    def write(self, text):
        """In one step, as an editor does."""
        with open(self.path + '.new', 'wb') as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        os.replace(self.path + '.new', self.path)

    def settings(self, *more):
        return '\n'.join([f"slot = '{self.slot}'", "file = 'all.log'", *more, ''])

    def start_configured(self, *arguments):
        collector = Collector(
            self.command('mailslog', 'collect', '--config', self.path, *arguments), self.folder,
            self.environment)
        self.addCleanup(collector.discard)
        return collector.wait_until_ready()

    def run_check(self, *arguments):
        return self.run_to_end('mailslog', 'check', *arguments)

    def run_collect(self, *arguments):
        return self.run_to_end('mailslog', 'collect', *arguments)


    def give_away(self, folder):
        """To the user that as_user() is, with what is in it."""
        for path, _, names in os.walk(folder):
            for name in ['', *names]:
                os.chown(os.path.join(path, name), 65534, 65534)

    def as_user(self, *arguments):
        """Our program as somebody who is not root runs it, at its end."""
        command = self.command('mailslog', *arguments)
        if os.geteuid() == 0:
            os.chmod(self.folder, 0o755)
            self.give_away(self.home if self.environment['HOME'] == self.home else '')
            command = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', *command]
        program = self.start_tool(*command)
        program.code = program.end()
        return program


class Start(Configured):

    def test_a_collector_does_what_its_file_says(self):
        self.write(self.settings("rotate-size = '100K'", 'keep-files = 2'))
        collector = self.start_configured()
        self.expect_end(self.start_app('--lines', 20_000, '--overflow', 'wait'))
        self.assertEqual(collector.stop().written, 20_000)
        self.assertEqual(len(self.log.rotated()), 2)
        self.assertLess(os.path.getsize(self.log.rotated()[0]), 102_401)

    def test_the_command_line_wins(self):
        self.write(self.settings("format = 'json'"))
        collector = self.start_configured('--format', 'text')
        self.expect_end(self.start_app('--lines', 10))
        collector.stop()
        self.assertEqual(len(list(self.log.numbered())), 10)

    def test_a_user_finds_it_in_the_usual_place(self):
        settings = os.path.join(self.home, '.config')
        place = os.path.join(settings, 'mailslog', 'mailslog.toml')
        os.makedirs(os.path.dirname(place))
        with open(place, 'w', encoding='ascii') as file:
            file.write("file = 'usual.log'\n")
        self.assertIn(f'{place}:1', self.as_user('check').output)
        self.environment.update(XDG_CONFIG_HOME=os.path.join(self.home, 'elsewhere'))
        self.assertNotIn(place, self.as_user('check').output)
        self.environment.update(XDG_CONFIG_HOME=settings, HOME='/')
        self.give_away(settings)
        self.assertIn(f'{place}:1', self.as_user('check').output)

    def test_the_usual_place_of_another_user_does_not_count(self):
        settings = os.path.join(self.home, '.config', 'mailslog')
        os.makedirs(settings)
        with open(os.path.join(settings, 'mailslog.toml'), 'w', encoding='ascii') as file:
            file.write('nonsense')
        os.chmod(self.home, 0o700)
        self.environment.update(XDG_CONFIG_HOME=os.path.dirname(settings), HOME='/')
        if os.geteuid() == 0:  # else nothing here is another user's
            del self.environment['MAILSLOT_DIR']
            program = self.as_user('check', '--file', '/tmp/all.log')
            self.assertEqual((program.code, program.errors), (0, ''))

    def test_each_bad_file_gets_its_own_message_and_starts_nothing(self):
        for what, (content, message) in BAD.items():
            with self.subTest(what):
                self.write(content)
                for run in (self.run_collect, self.run_check):
                    code, output, errors = run('--config', self.path)
                    self.assertEqual((code, output), (1, ''))
                    self.assertEqual(len(errors.splitlines()), 1)
                    self.assertIn(self.path + message, errors)
                self.assertEqual(os.listdir(self.folder), ['mailslog.toml'])

    def test_what_is_no_file_is_refused(self):
        fifo = os.path.join(self.folder, 'fifo')
        os.mkfifo(fifo)
        for path, message in ((fifo, 'is no file'), (self.folder, 'is no file'),
                              (os.path.join(self.folder, 'missing'), 'No such file')):
            with self.subTest(path):
                code, _, errors = self.run_collect('--config', path)
                self.assertEqual(code, 1)
                self.assertIn(path, errors)
                self.assertIn(message, errors)

    def test_a_file_that_may_not_be_read_is_refused(self):
        self.write(self.settings())
        os.chmod(self.path, 0)
        program = self.as_user('collect', '--config', self.path)
        self.assertEqual(program.code, 1)
        self.assertIn(f'cannot read the configuration {self.path}: Permission denied',
                      program.errors)


class Check(Configured):

    def test_it_lists_each_setting_with_where_it_comes_from(self):
        self.write(self.settings("rotate-size = '1M'"))
        code, output, errors = self.run_check('--config', self.path, '--format', 'json')
        self.assertEqual((code, errors), (0, ''))
        self.assertRegex(output, rf'(?m)^rotate-size +1M +{re.escape(self.path)}:3$')
        self.assertRegex(output, r'(?m)^format +json +command line$')
        self.assertRegex(output, r'(?m)^sync +never +default$')
        self.assertEqual(os.listdir(self.folder), ['mailslog.toml'])

    def test_what_cannot_work_is_told(self):
        with open(os.path.join(self.folder, 'file'), 'w', encoding='ascii'):
            pass
        code, output, errors = self.run_check(
            '--file', 'file/all.log', '--listen', '138', '--key-file', 'no-key')
        self.assertEqual(code, 1)
        self.assertIn('slot', output)
        self.assertRegex(errors, r'(?m)^mailslog: file: cannot write .*Not a directory; choose another --file$')
        self.assertRegex(errors, r'(?m)^mailslog: listen: .*no-key.*No such file')

    def test_a_folder_that_may_not_be_written_is_told(self):
        locked = os.path.join(self.folder, 'locked')
        os.mkdir(locked)
        if os.geteuid() != 0:
            os.chmod(locked, 0o555)
        program = self.as_user('check', '--file', os.path.join(locked, 'a', 'all.log'))
        self.assertEqual(program.code, 1)
        self.assertIn(f'file: cannot write {locked}: Permission denied', program.errors)

    def expect_refused_alike(self, message, *arguments, file='all.log'):
        """By check and by collect, which makes nothing before it refuses."""
        before = sorted(os.listdir(self.folder)), sorted(os.listdir('/dev'))
        named = [] if file is None or '--file' in arguments else ['--file', file]
        arguments = ['--slot', self.slot, *named, *arguments]
        code, _, errors = self.run_check(*arguments)
        self.assertEqual(code, 1)
        self.assertRegex(errors, rf'^mailslog: (file|user|group|metrics-file): {message}\n$')
        self.assertEqual((sorted(os.listdir(self.folder)), sorted(os.listdir('/dev'))), before)
        code, _, refusal = self.run_collect(*arguments)
        self.assertEqual(code, 1)
        self.assertEqual(refusal, re.sub('^mailslog: [a-z-]+: ', 'mailslog: ', errors))
        shutil.rmtree(self.slot_folder, ignore_errors=True)
        self.assertEqual((sorted(os.listdir(self.folder)), sorted(os.listdir('/dev'))), before)

    def test_what_collect_would_refuse_is_told_and_makes_nothing(self):
        way_out = 'choose another --file, or remove it'
        for suffix in ('', '.ledger', '.lock'):
            path = os.path.join(self.folder, 'all.log' + suffix)
            os.mkdir(path)
            self.expect_refused_alike(rf'cannot write all.log{suffix}: Is a directory; choose .*')
            os.rmdir(path)
            os.symlink('elsewhere', path)
            self.expect_refused_alike(
                rf'cannot write all.log{suffix}: a symbolic link stands there; remove it, .*')
            os.remove(path)
            os.mkfifo(path)
            self.expect_refused_alike(
                rf'cannot write all.log{suffix}: what stands there is no file; {way_out}')
            os.remove(path)
        os.mkdir(os.path.join(self.folder, 'open'))
        os.chmod(os.path.join(self.folder, 'open'), 0o777)
        self.expect_refused_alike('cannot write open/all.log: anybody may replace files in .*',
                                  '--file', 'open/all.log')

    def test_no_metrics_take_the_place_of_a_log(self):
        for name in ('all.log', 'all.log.ledger', './all.log.lock'):
            arguments = ('--slot', self.slot, '--file', 'all.log', '--metrics-file', name)
            for code, _, errors in (self.run_check(*arguments), self.run_collect(*arguments)):
                self.assertEqual(code, 1)
                self.assertIn(f'metrics-file = "{name}": may get into the way of the output to '
                              '"all.log"', errors)
        self.assertFalse(os.path.exists(self.log.path))

    def test_a_folder_is_no_log(self):
        os.mkdir(os.path.join(self.folder, 'logs'))
        self.expect_refused_alike('cannot write logs/: Is a directory; choose another --file',
                                  '--file', 'logs/')

    def test_two_outputs_are_not_one_log_by_a_link(self):
        os.mkdir(os.path.join(self.folder, 'logs'))
        os.symlink('logs', os.path.join(self.folder, 'link'))
        self.write("[[output]]\nfile = 'logs/all.log'\n[[output]]\nfile = 'link/all.log'\n")
        self.expect_refused_alike(
            'link/all.log and logs/all.log are one file; choose another --file',
            '--config', self.path, file=None)

    def test_a_slot_needs_a_folder_that_is_guarded(self):
        os.mkdir(self.slot_folder)
        os.chmod(self.slot_folder, 0o777)
        for code, _, errors in (self.run_check('--slot', self.slot, '--file', 'all.log'),
                                self.run_collect('--slot', self.slot, '--file', 'all.log')):
            self.assertEqual(code, 1)
            self.assertRegex(errors, 'cannot create .*: access denied; its folder must belong')

    def test_metrics_need_a_folder_that_can_be_written(self):
        self.expect_refused_alike('cannot write none/all.prom: No such file or directory',
                                  '--metrics-file', 'none/all.prom')

    def test_a_device_is_no_log_and_gets_no_ledger(self):
        self.expect_refused_alike('cannot write /dev/full: what stands there is no file; choose '
                                  'another --file, or remove it', '--file', '/dev/full')

    def test_an_account_that_is_not_there_is_told(self):
        self.expect_refused_alike('there is no user no-such-user; make it, or .*',
                                  '--user', 'no-such-user')
        self.expect_refused_alike('there is no group no-such-group; make it, or .*',
                                  '--group', 'no-such-group')

    @unittest.skipUnless(os.geteuid() == 0, 'only root can make somebody else\'s folder')
    def test_a_folder_is_judged_as_the_account_that_will_write(self):
        os.chmod(self.folder, 0o755)
        os.mkdir(os.path.join(self.folder, 'theirs'))
        arguments = ('--file', os.path.join(self.folder, 'theirs', 'all.log'))
        user = ('--user', '65534:65534')
        self.expect_refused_alike(
            r'cannot write .*/theirs: Permission denied; .* made for 65534 \(chown\)',
            *arguments, *user)
        os.chown(os.path.join(self.folder, 'theirs'), 65534, 65534)
        self.expect_refused_alike('cannot write .*: its folder belongs to another user; .*',
                                  *arguments)
        code, _, errors = self.run_check('--slot', self.slot, *arguments, *user)
        self.assertEqual((code, errors), (0, ''))
        self.assertEqual(os.listdir(os.path.join(self.folder, 'theirs')), [])

    def test_who_may_not_become_another_is_told(self):
        program = self.as_user('check', '--file', 'all.log', '--user', 'daemon')
        self.assertEqual(program.code, 1)
        self.assertRegex(program.errors, 'user: cannot work as daemon: Operation not permitted; '
                         'that takes root: start it as root, or leave out --user')

    def test_a_collector_on_the_slot_is_a_remark_and_is_not_disturbed(self):
        self.write(self.settings())
        collector = self.start_configured()
        code, output, _ = self.run_check('--config', self.path)
        self.assertEqual(code, 0)
        self.assertIn(f'is collected by process {collector.pid}', output)
        self.expect_end(self.start_app('--lines', 100))
        self.assertEqual(collector.stop().written, 100)


class Example(Configured):

    def example(self):
        with open(EXAMPLE, encoding='utf-8') as file:
            return file.read()

    def options(self):
        """Of collect, by its help, without those that are no settings."""
        code, output, _ = self.run_collect('--help')
        self.assertEqual(code, 0)
        names = set(re.findall(r'^ +(?:-\w,)?--([\w-]+)', output, re.MULTILINE))
        return names - {'help', 'config'}

    def test_it_is_right_as_it_stands(self):
        shutil.copy(EXAMPLE, self.path)
        code, output, errors = self.run_check('--config', self.path)
        self.assertEqual((code, errors), (0, ''))
        self.assertNotIn(self.path, output)

    def test_it_is_right_with_all_switched_on(self):
        self.write(re.sub(r'(?m)^#(?=[a-z])', '', self.example()))
        key = self.key_file()
        if os.geteuid() == 0:  # the example's user has to write there
            os.chmod(self.folder, 0o755)
            os.chown(self.folder, 65534, 65534)
        code, output, errors = self.run_check('--config', self.path, '--key-file', key,
                                              '--metrics-file', 'mailslog.prom')
        if os.geteuid() == 0:
            self.assertEqual((code, errors), (0, ''))
        else:
            self.assertRegex(errors, r'\A.*cannot work as nobody:adm: .*; that takes root.*\n\Z')
        for name in self.options() - {'key-file', 'metrics-file'}:
            self.assertRegex(output, rf'(?m)^{name} .* {re.escape(self.path)}:\d+$')

    def test_its_output_is_right_when_it_is_switched_on(self):
        self.write(re.sub(r'(?m)^#(?=\[\[output|  )', '', self.example()))
        code, output, errors = self.run_check('--config', self.path)
        self.assertEqual((code, errors), (0, ''))
        _, block = output.split('\n[[output]]')
        for name in ('file', 'level', 'process', 'logger', 'host', 'format'):
            self.assertRegex(block, rf'(?m)^{name} .* {re.escape(self.path)}:\d+$')

    def test_it_has_each_option_once_and_no_other(self):
        names = re.findall(r'^#?([a-z][\w-]*) = ', self.example(), re.MULTILINE)
        self.assertEqual(sorted(names), sorted(self.options()))

    def test_its_defaults_are_the_programs(self):
        code, output, _ = self.run_check('--config', os.devnull)
        self.assertEqual(code, 0)
        defaults = dict(re.findall(r'^(\S+) +(.*?) +default$', output, re.MULTILINE))
        for name, value in re.findall(r"^#([a-z][\w-]*) = '?(.*?)'?$", self.example(),
                                      re.MULTILINE):
            if re.search(rf'(?m)^#{name} =', self.without_examples()):
                self.assertTrue(defaults[name] == value or defaults[name].startswith(value + ':'),
                                f'{name}: {defaults[name]!r}, not {value!r}')

    def without_examples(self):
        """The paragraphs whose setting has a default to show."""
        return '\n\n'.join(part for part in self.example().split('\n\n')
                           if 'Without it' not in part and 'key-file' not in part
                           and 'name-service' not in part)

    def test_the_page_for_operators_shows_files_that_are_right(self):
        with open(os.path.join(TREE, 'docs', 'operating.md'), encoding='utf-8') as page:
            examples = re.findall(r'```toml\n(.*?)```', page.read(), re.DOTALL)
        self.assertTrue(examples)
        for example in examples:
            self.write(example)
            code, _, errors = self.run_check('--config', self.path)
            self.assertEqual((code, errors), (0, ''))


class Reload(Configured):

    def reload(self, collector, text, answer):
        self.write(text)
        collector.signal(signal.SIGHUP)
        return collector.wait_to_say(answer, 'errors')

    def plain_text(self, text):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.sendto(text.encode(), self.socket_path)
        wait_until(lambda: self.log.count_of(text), f'{text} in the log')

    def test_a_new_size_counts_at_once(self):
        self.write(self.settings())
        collector = self.start_configured()
        self.expect_end(self.start_app('--lines', LINES, '--overflow', 'wait'))
        self.assertEqual(self.log.rotated(), [])
        self.reload(collector, self.settings("rotate-size = '20K'"), '^mailslog: reloaded$')
        self.assertIn('rotate-size: 20K, was 64MiB', collector.errors)
        self.expect_end(self.start_app('--lines', LINES, '--overflow', 'wait'))
        self.assertEqual(collector.stop().written, 2 * LINES)
        self.assertGreater(len(self.log.rotated()), 2)

    def test_a_new_format_begins_a_new_file(self):
        self.write(self.settings("pattern = '1 %v'"))
        collector = self.start_configured()
        self.plain_text('first')
        self.reload(collector, self.settings("pattern = '2 %v'"), '^mailslog: reloaded$')
        self.plain_text('second')
        collector.stop()
        rotated, = self.log.rotated()
        with open(rotated, encoding='utf-8') as old, open(self.log.path, encoding='utf-8') as live:
            self.assertEqual((old.read(), live.read()), ('1 first\n', '2 second\n'))

    def test_a_new_rate_limit_holds_back_and_none_lets_go(self):
        self.write(self.settings())
        collector = self.start_configured()
        sender = self.start_sender('obedient_sender', 0)
        name = f'obedient_sender[{sender.pid}]'
        sender.obey('log 20')
        wait_until(lambda: self.log.count_of('line 20:'), 'all without a limit')
        self.reload(collector, self.settings("rate-limit = '5/7d'"), '^mailslog: reloaded$')
        sender.obey('log 20')
        wait_until(lambda: self.log.count_of('line 25:'), 'what is within the limit')
        self.reload(collector, self.settings(), '^mailslog: reloaded$')
        wait_until(lambda: self.log.count_of(f'suppressed 15 lines from {name}'), 'the notice')
        sender.obey('log 20')
        wait_until(lambda: self.log.count_of('line 60:'), 'all without a limit')
        self.expect_end(sender)
        summary = collector.stop()
        self.assertEqual((summary.written, summary.suppressed), (45, 15))

    def test_whom_it_takes_lines_from_changes_at_once(self):
        port = free_port()
        listening = self.settings(f"listen = '127.0.0.1:{port}'", "host = 'COLLECTOR'")
        self.write(listening)
        collector = self.start_configured()
        send = ['send', '--slot', rf'\\COLLECTOR\mailslot\{os.path.basename(self.socket_path)}',
                '--address', f'COLLECTOR=127.0.0.1:{port}']
        for text, allowed in (('first', ''), ('second', "allow = '10.0.0.0/8'\n"),
                              ('third', "allow = ['10.0.0.0/8', '127.0.0.1']\n")):
            if allowed:
                self.reload(collector, listening + allowed, '^mailslog: reloaded$')
            code, _, errors = self.run_to_end('mailslog', *send, text)
            self.assertEqual((code, errors), (0, ''))
            if text == 'second':
                wait_until(self.status_of_refusals, 'its refusal')
            else:
                wait_until(lambda: self.log.count_of(text), f'{text} in the log')
        refused = collector.stop().refused
        self.assertEqual(list(refused), ['not allowed'])
        self.assertEqual(self.log.count_of('second'), 0)

    def status_of_refusals(self):
        """After a message that wakes the collector, which no refused one does."""
        self.plain_text('awake')
        code, output, errors = self.run_to_end('mailslog', 'status', '--slot', self.slot, '--json')
        self.assertEqual((code, errors), (0, ''))
        return json.loads(output)['refused']

    def test_without_listening_whom_to_take_lines_from_stays(self):
        port = free_port()
        self.write(self.settings(f"listen = '127.0.0.1:{port}'", "allow = '10.0.0.1'"))
        collector = self.start_configured()
        self.reload(collector, self.settings(), 'reloaded; nothing is different$')
        self.assertIn('allow: needs a restart to become', collector.errors)
        self.assertIn('listen: needs a restart to become', collector.errors)
        collector.stop()

    def test_rotated_files_are_packed_while_it_says_so(self):
        def rotate(text):
            self.plain_text(text)
            self.assertEqual(self.run_to_end('mailslog', 'rotate', '--slot', self.slot)[0], 0)

        def forms():
            return [os.path.splitext(path)[1] for path in sorted(
                glob.glob(os.path.join(self.folder, 'all-*')))]

        self.write(self.settings())
        collector = self.start_configured()
        rotate('first')
        self.assertEqual(forms(), ['.log'])
        self.reload(collector, self.settings("compress = 'gzip'"), '^mailslog: reloaded$')
        wait_until(lambda: forms() == ['.gz'], 'what was rotated before')
        rotate('second')
        wait_until(lambda: forms() == ['.gz', '.gz'], 'what is rotated then')
        self.reload(collector, self.settings(), '^mailslog: reloaded$')
        rotate('third')
        collector.stop()
        self.assertEqual(forms(), ['.gz', '.gz', '.log'])

    def test_what_needs_a_restart_is_named_and_stays(self):
        self.write(self.settings())
        collector = self.start_configured()
        self.reload(collector, "file = 'other.log'\nslot = '\\\\.\\mailslot\\other'\n", 'reloaded')
        self.assertIn(r'slot: needs a restart to become \\.\mailslot\other', collector.errors)
        self.assertIn('file: needs a restart to become other.log', collector.errors)
        self.expect_end(self.start_app('--lines', 100))
        self.assertEqual(collector.stop().written, 100)
        self.assertFalse(os.path.exists(os.path.join(self.folder, 'other.log')))

    def test_no_bad_file_is_half_taken(self):
        good = self.settings("rotate-size = '20K'", "memory = '1MiB'")
        self.write(good)
        collector = self.start_configured()
        app = self.start('app_logger', '--slot', self.slot, '--lines', 20 * LINES, '--overflow',
                         'wait')
        for what, (content, message) in BAD.items():
            with self.subTest(what):
                self.reload(collector, b"keep-files = 1\n" + content,
                            'not reloaded, all stays as it is: ' + re.escape(self.path))
                message = re.sub(r'^:(\d+)', lambda line: f':{int(line[1]) + 1}', message)
                self.assertIn(self.path + message, collector.said['errors'][-1])
        os.remove(self.path)
        collector.signal(signal.SIGHUP)
        collector.wait_to_say('not reloaded, all stays as it is: cannot read the', 'errors')
        self.expect_end(app)
        self.assertEqual(collector.stop().written, 20 * LINES)
        self.assertGreater(len(self.log.rotated()), 5)
        self.expect_each_once_in_order({(app.pid, 1): 10 * LINES, (app.pid, 2): 10 * LINES})

    def test_reloads_lose_no_line(self):
        self.write(self.settings())
        collector = self.start_configured()
        app = self.start_app('--lines', 20 * LINES, '--overflow', 'wait')
        for turn in range(20):
            self.reload(collector, self.settings(f'rotate-size = {20_000 + turn}',
                                                 f"memory = '{turn + 1}MiB'",
                                                 f"sync = '{turn % 2 + 1}s'"),
                        '^mailslog: reloaded$')
        self.expect_end(app)
        summary = collector.stop()
        self.assertEqual((summary.written, summary.lost), (20 * LINES, 0))
        self.expect_each_once_in_order({(app.pid, 1): 10 * LINES, (app.pid, 2): 10 * LINES})

    def test_the_end_of_its_terminal_ends_it(self):
        self.write(self.settings())
        master, slave = os.openpty()
        command = self.command('mailslog', 'collect', '--config', self.path)
        program = self.start_tool('sh', '-c', 'exec setsid --ctty "$@" <"$0" 2>"$0"',
                                  os.ttyname(slave), *command)
        said = b''
        while b'collecting' not in said:
            said += os.read(master, 4096)
        program.signal(signal.SIGHUP)
        while b'reloaded' not in said:
            said += os.read(master, 4096)
        os.close(slave)
        os.close(master)  # of which the kernel tells the program by SIGHUP
        self.assertEqual(program.end(), 0)
        self.assertIn('received', program.output)


if __name__ == '__main__':
    unittest.main()
