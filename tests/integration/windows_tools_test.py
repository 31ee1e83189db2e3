"""What a Windows collector can be asked for: a service, a rotation, a program whose output it gets.
The service manager is Wine's, which runs services and keeps no event log."""

import re
import subprocess
import unittest

from support import EMULATOR, SlotTest, wait_until

session = None


def setUpModule():
    """What Wine starts with its first program, its service manager too, lives on with that one's
    standard output: it must not be a pipe of which we await the end."""
    global session
    session = subprocess.Popen([EMULATOR, 'cmd.exe'], stdin=subprocess.PIPE,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    subprocess.run([EMULATOR, 'cmd.exe', '/c', 'exit'], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def tearDownModule():
    session.communicate(b'exit\r\n')


def windows_path(path):
    return 'Z:' + path.replace('/', '\\')


class Service(SlotTest):

    def setUp(self):
        super().setUp()
        self.name = 'test' + self.slot.rsplit('\\', 1)[-1]
        self.addCleanup(self.service, 'remove')

    def service(self, action, *options):
        return self.run_to_end('mailslog', 'service', action, '--name', self.name, *options)

    def expect_done(self, action, *options):
        code, output, errors = self.service(action, *options)
        self.assertEqual((code, output, errors), (0, '', ''), action)

    def install(self, *options):
        self.expect_done('install', '--', '--slot', self.slot, '--file',
                         windows_path(self.log.path), *options)

    def registry(self, key):
        """What the registry has there; empty if there is no such key."""
        done = subprocess.run(
            [*self.command('mailslog')[:1], 'reg', 'query', 'HKLM\\System\\CurrentControlSet\\Services\\' + key],
            env=self.environment, capture_output=True, text=True, check=False)
        return done.stdout if done.returncode == 0 else ''

    def send(self, *words):
        code, _, errors = self.run_to_end('mailslog', 'send', '--slot', self.slot, *words)
        self.assertEqual(code, 0, errors)

    def test_it_is_installed_started_used_stopped_and_removed(self):
        self.install()
        self.expect_done('start')
        app = self.start_app('--lines', 300, '--threads', 1, '--overflow', 'wait')
        self.expect_end(app)
        self.send('a', 'word')
        wait_until(lambda: self.log.count_of('] a word') == 1, 'the word')
        self.expect_done('stop')
        self.assertEqual(len(self.log.messages()), 301)
        self.expect_done('start')
        self.send('another', 'word')
        wait_until(lambda: self.log.count_of('] another word') == 1, 'the other word')
        self.expect_done('remove')
        self.assertEqual(self.registry(self.name), '')
        self.assertEqual(self.run_to_end('mailslog', 'send', '--slot', self.slot, 'late')[0], 1)

    def test_it_works_as_local_service_and_writes_events_under_its_name(self):
        self.install('--rotate-size', '1M')
        installed = self.registry(self.name)
        self.assertRegex(installed, r'ObjectName\s+REG_SZ\s+NT AUTHORITY\\LocalService')
        self.assertRegex(installed, rf'mailslog\.exe.* service work --name {self.name} -- .*--rotate-size 1M')
        source = 'EventLog\\Application\\' + self.name
        self.assertIn('EventCreate.exe', self.registry(source))
        self.expect_done('remove')
        self.assertEqual(self.registry(source), '')

    def test_one_that_cannot_begin_is_told(self):
        blocking = self.start_collector()
        self.install()
        code, _, errors = self.service('start')
        self.assertEqual(code, 1)
        self.assertIn('event log', errors)
        blocking.stop()

    def test_options_that_no_collector_takes_are_refused_at_once(self):
        code, _, errors = self.service('install', '--', '--frmat', 'json')
        self.assertEqual(code, 2, errors)
        self.assertIn('--frmat', errors)
        self.assertEqual(self.registry(self.name), '')

    def test_a_service_that_there_is_not_is_told(self):
        for action in ('start', 'stop', 'remove'):
            code, _, errors = self.service(action)
            self.assertEqual(code, 1, errors)
            self.assertIn(self.name, errors)
            self.assertIn('install it', errors)

    def test_nobody_but_the_manager_starts_its_work(self):
        code, _, errors = self.service('work')
        self.assertEqual(code, 1, errors)
        self.assertIn('service start', errors)


class Rotate(SlotTest):

    def rotate(self):
        return self.run_to_end('mailslog', 'rotate', '--slot', self.slot)

    def test_it_says_what_the_file_is_called_now(self):
        collector = self.start_collector()
        for number in range(2):
            self.run_to_end('mailslog', 'send', '--slot', self.slot, f'word {number}')
            wait_until(lambda: self.log.count_of(f'word {number}') == 1, 'the word')
            code, output, errors = self.rotate()
            self.assertEqual(code, 0, errors)
            self.assertRegex(output, r'all-\d{8}T\d{6}\.\d{3}Z\.log')
            self.assertEqual(len(self.log.rotated()), number + 1)
        collector.stop()

    def test_an_empty_log_is_not_rotated(self):
        collector = self.start_collector()
        code, output, errors = self.rotate()
        self.assertEqual((code, self.log.rotated()), (0, []), errors + collector.errors)
        self.assertIn('empty', output)
        collector.stop()

    def test_without_a_collector_it_says_so(self):
        code, _, errors = self.rotate()
        self.assertEqual(code, 1)
        self.assertIn('no collector', errors)

    def test_an_owner_that_is_no_collector_is_left_alone(self):
        owner = self.start('slot_server', self.slot)
        owner.wait_to_say('waiting')
        code, _, errors = self.rotate()
        self.assertEqual(code, 1)
        self.assertIn('no collector that can be asked', errors)
        owner.discard()


class Run(SlotTest):

    def run_it(self, *arguments):
        code, output, errors = self.run_to_end('mailslog', 'run', '--slot', self.slot, *arguments)
        self.assertEqual(output, '')
        return code, errors

    def test_what_a_program_prints_is_logged_under_its_name_by_its_streams(self):
        collector = self.start_collector()
        self.assertEqual(self.run_it('--', 'cmd.exe', '/c', 'echo one& echo two>&2& echo three'),
                         (0, ''))
        collector.stop()
        self.assertEqual({(entry.process, entry.logger, entry.message.rstrip())
                          for entry in self.log.entries()},
                         {('cmd', 'stdout', 'one'), ('cmd', 'stderr', 'two'),
                          ('cmd', 'stdout', 'three')})

    def test_words_reach_it_as_they_are(self):
        collector = self.start_collector()
        words = ['two words', 'a "quoted" one', 'back\\', 'back\\"quote', '', 'ü']
        program = windows_path(self.command('mailslog')[-1])
        self.assertEqual(self.run_it('--', program, 'send', '--slot', self.slot, '--', *words)[0], 0)
        collector.stop()
        self.assertEqual(self.log.messages(), [' '.join(words)])

    def test_its_exit_code_is_the_programs(self):
        collector = self.start_collector()
        self.assertEqual(self.run_it('--', 'cmd.exe', '/c', 'exit 7'), (7, ''))
        self.assertEqual(self.run_it('--', 'no-such-program')[0], 127)
        collector.stop()

    def test_much_output_is_complete_and_in_order(self):
        collector = self.start_collector()
        count = 500
        script = f'for /l %i in (1,1,{count}) do @echo line %i'
        self.assertEqual(self.run_it('--', 'cmd.exe', '/c', script), (0, ''))
        collector.stop()
        numbers = [int(re.search(r'line (\d+)', text)[1]) for text in self.log.messages()]
        self.assertEqual(numbers, list(range(1, count + 1)))

    def test_without_a_collector_it_runs_and_what_is_lost_is_counted(self):
        code, errors = self.run_it('--', 'cmd.exe', '/c', 'echo one& exit 3')
        self.assertEqual(code, 3)
        self.assertIn('1 line of cmd.exe is lost', errors)


if __name__ == '__main__':
    unittest.main()
