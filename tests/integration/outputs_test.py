"""Several outputs at once, each with its own lines, format and rotation."""

import json
import os
import re
import signal
import socket
import unittest

from disk_test import SmallDisk
from support import SLOWNESS, Collector, Log, SlotTest, Summary, read_text, wait_until

SENDERS = 3
LINES = 20_000 // SLOWNESS
KILLED_SECONDS = 5 if SLOWNESS == 1 else 15  # how long they log while their collectors are killed
ERROR_EVERY = 100  # of the application's lines the one with such a number is an error, or worse


class Outputs(SlotTest):

    def setUp(self):
        super().setUp()
        self.path = os.path.join(self.folder, 'mailslog.toml')

    def write(self, *outputs, above=()):
        """A configuration with these [[output]]s, each a list of its settings."""
        lines = [f"slot = '{self.slot}'", *above]
        for output in outputs:
            lines += ['[[output]]', *output]
        with open(self.path + '.new', 'w', encoding='utf-8') as file:
            file.write('\n'.join(lines) + '\n')
        os.replace(self.path + '.new', self.path)

    def start_with_outputs(self, *arguments, under=()):
        collector = Collector(
            [*under, *self.command('mailslog', 'collect', '--config', self.path, *arguments)],
            self.folder, self.environment)
        self.addCleanup(collector.discard)
        return collector.wait_until_ready()

    def log_of(self, name, folder=None):
        return Log(os.path.join(folder or self.folder, name))

    def send(self, text, level=6):
        """A line of syslog, with the severity `level`."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.sendto(f'<{8 + level}>Nov 25 12:00:00 shop: {text}'.encode(), self.socket_path)

    def start_senders(self, *arguments):
        return [self.start_app('--threads', 1, '--lines', LINES, '--overflow', 'wait', *arguments)
                for _ in range(SENDERS)]

    def expect_all_in(self, log, senders):
        self.log = log
        self.expect_each_once_in_order({(sender.pid, 1): LINES for sender in senders})

    def expect_errors_in(self, log, senders):
        """Each error once and in order, and nothing else."""
        self.assertEqual(len(list(log.lines())), SENDERS * (LINES // ERROR_EVERY))
        found = {sender.pid: [] for sender in senders}
        for pid, _, line in log.numbered():
            found[pid].append(line)
        for lines in found.values():
            self.assertEqual(lines, list(range(ERROR_EVERY, LINES + 1, ERROR_EVERY)))

    def run_check(self, *arguments):
        return self.run_to_end('mailslog', 'check', '--config', self.path, *arguments)

    def expect_refusal(self, *parts):
        for command in ('check', 'collect'):
            code, output, errors = self.run_to_end('mailslog', command, '--config', self.path)
            self.assertEqual((code, output), (1, ''))
            self.assertEqual(len(errors.splitlines()), 1, errors)
            for part in parts:
                self.assertIn(part, errors)
        self.assertEqual(os.listdir(self.folder), ['mailslog.toml'])


def summaries(text):
    """Of each output what the collector printed of it at its end."""
    parts = re.split(r'^output (.*)\n', text, flags=re.MULTILINE)
    return {name: Summary(part) for name, part in zip(parts[1::2], parts[2::2])}


def json_lines(log):
    return [json.loads(line) for line in log.lines()]


class Lines(Outputs):

    def test_each_output_has_its_lines_in_its_format(self):
        self.write(["file = 'all.log'"],
                   ["file = 'errors.json'", "format = 'json'", "level = 'error'"],
                   ["file = 'shop.log'", "process = ['sh*', 'till']", "pattern = '%l %v'"],
                   ["file = 'none.log'", "host = 'elsewhere'"],
                   ["file = 'user.log'", "logger = 'user'", "level = 'warning'"])
        collector = self.start_with_outputs()
        self.send('fine', level=6)
        self.send('wrong', level=3)
        all_log = self.log_of('all.log')
        wait_until(lambda: all_log.count_of('wrong'), 'the lines')
        self.assertEqual(collector.stop().received, 2)
        self.assertEqual(all_log.messages(), ['fine', 'wrong'])
        self.assertEqual([line['Body'] for line in json_lines(self.log_of('errors.json'))],
                         ['wrong'])
        self.assertEqual(list(self.log_of('shop.log').lines()), ['info fine', 'error wrong'])
        self.assertEqual(list(self.log_of('none.log').lines()), [])
        self.assertEqual(self.log_of('user.log').messages(), ['wrong'])

    def test_each_output_rotates_and_compresses_as_it_says(self):
        self.write(["file = 'small.log'", "rotate-size = '100K'", 'keep-files = 2'],
                   ["file = 'packed.json'", "format = 'json'", "rotate-size = '500K'",
                    "compress = 'gzip'"],
                   ["file = 'whole.log'"], above=["rotate-size = 0"])
        collector = self.start_with_outputs()
        senders = self.start_senders()
        self.expect_end(*senders)
        each = summaries(self.output_of(collector))
        self.assertEqual({name: one.written for name, one in each.items()},
                         dict.fromkeys(['small.log', 'packed.json', 'whole.log'],
                                       SENDERS * LINES))
        self.expect_all_in(self.log_of('whole.log'), senders)
        self.assertEqual(len(self.log_of('small.log').rotated()), 2)
        self.assertEqual(self.log_of('whole.log').rotated(), [])
        packed = [name for name in os.listdir(self.folder) if name.endswith('.json.gz')]
        self.assertTrue(packed)
        self.assertFalse([name for name in os.listdir(self.folder) if name.endswith('.log.gz')])

    def output_of(self, collector):
        wait_until(lambda: any(name.endswith('.gz') for name in os.listdir(self.folder)),
                   'a compressed file')
        collector.stop()
        return collector.output

    def test_what_an_output_turns_away_is_no_loss(self):
        self.write(["file = 'all.log'"], ["file = 'errors.log'", "level = 'error'"])
        collector = self.start_with_outputs()
        senders = self.start_senders()
        self.expect_end(*senders)
        collector.stop()
        each = summaries(collector.output)
        self.assertEqual((each['all.log'].lost, each['errors.log'].lost), (0, 0))
        self.assertEqual(each['errors.log'].received, SENDERS * LINES)
        self.assertEqual(each['errors.log'].written, SENDERS * (LINES // ERROR_EVERY))
        self.expect_all_in(self.log_of('all.log'), senders)
        self.expect_errors_in(self.log_of('errors.log'), senders)

    def test_a_loss_is_told_in_each_output(self):
        self.write(["file = 'all.log'"], ["file = 'none.log'", "process = 'nobody'"])
        collector = self.start_with_outputs()
        collector.signal(signal.SIGSTOP)
        sender = self.start_app('--lines', 20_000)  # more than a lane holds
        self.expect_end(sender)
        collector.signal(signal.SIGCONT)
        dropped = sender.stats().dropped
        self.assertGreater(dropped, 0)
        collector.stop()
        for name in ('all.log', 'none.log'):
            self.assertEqual(self.log_of(name).reported_lost(), {sender.pid: dropped})
        self.assertEqual(list(self.log_of('none.log').numbered()), [])

    def test_the_file_above_is_an_output_of_its_own_and_says_what_others_inherit(self):
        self.write(["file = 'errors.log'", "level = 'error'"],
                   ["file = 'mine.log'", "pattern = 'mine %v'"],
                   above=["file = 'all.log'", "pattern = 'all %v'"])
        collector = self.start_with_outputs()
        self.send('wrong', level=3)
        wait_until(lambda: self.log_of('mine.log').count_of('wrong'), 'the line')
        collector.stop()
        self.assertEqual([list(self.log_of(name).lines())
                          for name in ('all.log', 'errors.log', 'mine.log')],
                         [['all wrong'], ['all wrong'], ['mine wrong']])

    def test_an_output_may_be_routed(self):
        self.write(["file = 'apps/{process}.log'", 'open-files = 1', "level = 'error'"],
                   ["file = 'all.log'"])
        collector = self.start_with_outputs()
        self.send('wrong', level=3)
        self.send('fine')
        wait_until(lambda: self.log_of('all.log').count_of('fine'), 'the lines')
        collector.stop()
        self.assertEqual(self.log_of('apps/shop.log').messages(), ['wrong'])


class Guarantees(Outputs):

    def test_kills_lose_and_repeat_nothing_in_any_output(self):
        self.write(["file = 'all.log'", "rotate-size = '300K'"],
                   ["file = 'same.json'", "format = 'json'", "rotate-size = '1M'"],
                   ["file = 'errors.log'", "level = 'error'"])
        collector = self.start_with_outputs()
        senders = self.start_senders('--rate', LINES // KILLED_SECONDS)
        all_log = self.log_of('all.log')
        for kill in range(1, 9):
            wait_until(lambda kill=kill: all_log.count_of('line ') > kill * LINES // 8,
                       'lines in the log')
            collector.kill()
            collector = self.start_with_outputs()
        self.expect_end(*senders)
        collector.stop()
        each = summaries(collector.output)
        self.assertEqual([one.lost for one in each.values()], [0, 0, 0])
        self.assertEqual([one.duplicates for one in each.values()], [0, 0, 0])
        self.expect_all_in(all_log, senders)
        numbers = {sender.pid: [] for sender in senders}
        for line in json_lines(self.log_of('same.json')):
            number = re.match(r'(?:thread \d+ )?line (\d+): ', line['Body'])
            numbers[line['Resource']['process.pid']].append(int(number[1]))
        for found in numbers.values():
            self.assertEqual(found, list(range(1, LINES + 1)))
        self.expect_errors_in(self.log_of('errors.log'), senders)

    def test_an_output_that_is_new_tells_no_loss_of_what_was_before(self):
        self.write(["file = 'all.log'"])
        collector = self.start_with_outputs()
        sender = self.start_app('--threads', 1, '--lines', LINES, '--rate', LINES // 2,
                                '--overflow', 'wait')
        wait_until(lambda: self.log_of('all.log').count_of('line 100: '), 'the first lines')
        collector.kill()
        self.write(["file = 'all.log'"], ["file = 'new.log'"])
        collector = self.start_with_outputs()
        self.expect_end(sender)
        collector.stop()
        each = summaries(collector.output)
        self.assertEqual((each['all.log'].lost, each['new.log'].lost), (0, 0))
        self.log = self.log_of('all.log')
        self.expect_each_once_in_order({(sender.pid, 1): LINES})
        new = [line for _, _, line in self.log_of('new.log').numbered()]
        self.assertEqual(new, list(range(new[0], LINES + 1)))

    def start_on_two_disks(self):
        """A collector of which one output is on a small disk, and senders that both have lines of."""
        folder = os.path.join(self.folder, 'small')
        os.mkdir(folder)
        self.disk = SmallDisk(folder)
        self.addCleanup(self.disk.discard)
        if not self.disk.is_made:
            self.skipTest('no disk for the test without root (unshare --mount)')
        self.whole = self.log_of('all.log')
        self.small = self.log_of('small.log', self.disk.folder)
        self.small_path = os.path.join(folder, 'small.log')
        self.write([f"file = '{self.whole.path}'"], [f"file = '{self.small_path}'"],
                   above=["memory = '100K'"])
        collector = self.start_with_outputs(under=self.disk.enter)
        senders = self.start_senders('--rate', LINES // 4)
        wait_until(lambda: self.small.count_of('line 100: ') == SENDERS, 'the first lines')
        return collector, senders

    def test_a_full_disk_of_one_loses_nothing_in_any(self):
        collector, senders = self.start_on_two_disks()
        self.disk.fill()
        collector.wait_to_say(f'cannot write the log {self.small_path}: No space', 'errors')
        collector.wait_to_say('no memory is left for lines that wait', 'errors')
        self.disk.free()
        collector.wait_to_say(f'writing the log {self.small_path} again', 'errors')
        self.expect_end(*senders)
        collector.stop()
        each = summaries(collector.output)
        self.assertEqual([(one.lost, one.duplicates) for one in each.values()], [(0, 0), (0, 0)])
        for log in (self.whole, self.small):
            self.expect_all_in(log, senders)

    def test_what_one_has_not_got_at_a_stop_is_written_or_told_by_the_next(self):
        collector, senders = self.start_on_two_disks()
        self.disk.fill()
        collector.wait_to_say('no memory is left for lines that wait', 'errors')
        collector.signal(signal.SIGTERM)
        self.assertEqual(collector.end(), 1)
        self.disk.free()
        collector = self.start_with_outputs(under=self.disk.enter)
        self.expect_end(*senders)
        collector.stop()
        self.assertEqual([one.duplicates for one in summaries(collector.output).values()], [0, 0])
        for log in (self.whole, self.small):
            self.log = log
            written = self.expect_at_most_once_in_order()
            lost = log.reported_lost()
            for sender in senders:
                self.assertEqual(written[sender.pid] + lost[sender.pid], LINES)


class Operating(Outputs):

    def test_rotate_and_the_status_are_of_all_outputs(self):
        self.write(["file = 'a.log'"], ["file = 'b.log'"])
        collector = self.start_with_outputs('--metrics-file', 'metrics.prom')
        self.send('one')
        wait_until(lambda: self.log_of('b.log').count_of('one'), 'the line')
        code, output, _ = self.run_to_end('mailslog', 'rotate', '--slot', self.slot)
        self.assertEqual(code, 0)
        self.assertRegex(output, r'\Aa-.*\.log\nb-.*\.log\n\Z')
        for name in ('a.log', 'b.log'):
            self.assertEqual(len(self.log_of(name).rotated()), 1)
        code, output, _ = self.run_to_end('mailslog', 'status', '--slot', self.slot, '--json')
        paths = [one['path'] for one in json.loads(output)['outputs']]
        self.assertEqual(paths, [os.path.join(self.folder, name) for name in ('a.log', 'b.log')])
        metrics = os.path.join(self.folder, 'metrics.prom')
        for path in paths:
            wait_until(lambda path=path: f'"{path}"' in read_text(metrics), 'metrics of each')
        collector.stop()

    def test_after_a_signal_each_output_goes_on_in_the_file_at_its_name(self):
        self.write(["file = 'a.log'"], ["file = 'b.log'"])
        collector = self.start_with_outputs()
        for name in ('a.log', 'b.log'):
            os.rename(os.path.join(self.folder, name), os.path.join(self.folder, name + '.away'))
        collector.signal(signal.SIGHUP)
        for name in ('a.log', 'b.log'):
            wait_until(lambda name=name: os.path.exists(os.path.join(self.folder, name)),
                       'a new file')
        collector.stop()

    def test_a_reload_changes_what_can_change_of_each_and_says_the_rest(self):
        self.write(["file = 'a.log'", "level = 'error'"], ["file = 'b.log'"], ["file = 'c.log'"])
        collector = self.start_with_outputs()
        self.write(["file = 'b.log'", "pattern = 'b %v'", 'max-files = 7'],
                   ["file = 'a.log'", "level = 'info'"], ["file = 'd.log'"])
        collector.signal(signal.SIGHUP)
        collector.wait_to_say('^mailslog: reloaded$', 'errors')
        for said in ('a.log: level: info, was error', 'b.log: pattern: b %v, was ',
                     'b.log: max-files: needs a restart to become 7',
                     'output d.log: needs a restart to begin',
                     'output c.log: needs a restart to end'):
            self.assertIn(said, collector.errors)
        self.send('fine')
        wait_until(lambda: self.log_of('c.log').count_of('fine'), 'the line')
        collector.stop()
        self.assertEqual(self.log_of('a.log').messages(), ['fine'])
        self.assertEqual(list(self.log_of('b.log').lines()), ['b fine'])
        self.assertFalse(os.path.exists(os.path.join(self.folder, 'd.log')))

    def test_a_bad_output_changes_nothing_at_a_reload(self):
        self.write(["file = 'a.log'"])
        collector = self.start_with_outputs()
        self.write(["file = 'a.log'", "level = 'error'"], ["file = 'a.log'"])
        collector.signal(signal.SIGHUP)
        collector.wait_to_say('not reloaded, all stays as it is: .*:6: file = "a.log"', 'errors')
        self.send('fine')
        wait_until(lambda: self.log_of('a.log').count_of('fine'), 'the line')
        collector.stop()


class Checked(Outputs):

    def test_check_says_what_each_output_would_do(self):
        self.write(["file = 'a.log'", "process = ['shop', 'till']"],
                   ["file = 'b.json'", "format = 'json'"], above=["pattern = '%v'"])
        code, output, errors = self.run_check()
        self.assertEqual((code, errors), (0, ''))
        above, first, second = output.split('\n[[output]]')
        self.assertRegex(above, r'(?m)^file +none +each \[\[output\]\] has its own$')
        self.assertRegex(first, rf'^  {re.escape(self.path)}:3\n')
        self.assertRegex(first, rf'(?m)^process +shop, till +{re.escape(self.path)}:5$')
        self.assertRegex(first, rf'(?m)^pattern +%v +{re.escape(self.path)}:2$')
        self.assertRegex(second, rf'(?m)^format +json +{re.escape(self.path)}:8$')
        self.assertRegex(second, r'(?m)^level +not set +default$')

    def test_a_log_that_can_not_be_written_is_told_of_each_output(self):
        with open(os.path.join(self.folder, 'file'), 'w', encoding='ascii'):
            pass
        self.write(["file = 'file/a.log'"], ["file = 'b.log'"], ["file = 'file/c.log'"])
        code, _, errors = self.run_check()
        self.assertEqual(code, 1)
        self.assertEqual(len(re.findall('file: cannot write .*Not a directory', errors)), 2)

    def test_outputs_that_could_name_one_file_are_refused(self):
        for other in ('logs/a.log', './logs/../logs/a.log', os.path.join(self.folder, 'logs/a.log'),
                      'logs/{process}.log', 'logs/a.log.ledger', 'logs/a.log.lock',
                      'logs/a-20261122T142201.123Z.log', 'logs/{process}/{logger}.log'):
            with self.subTest(other):
                self.write(["file = 'logs/a.log'"], [f"file = '{other}'"])
                self.expect_refusal(f'{self.path}:5: file = "{other}": ',
                                    f'"logs/a.log" ({self.path}:3)')

    def test_links_that_lead_to_one_file_are_refused(self):
        os.mkdir(os.path.join(self.folder, 'logs'))
        os.symlink('logs', os.path.join(self.folder, 'link'))
        self.write(["file = 'logs/a.log'"], ["file = 'link/a.log'"])
        code, _, errors = self.run_to_end('mailslog', 'collect', '--config', self.path)
        self.assertEqual(code, 1)
        self.assertIn('link/a.log and logs/a.log are one file', errors)

    def test_seventeen_outputs_are_one_too_many(self):
        outputs = [[f"file = '{number}.log'"] for number in range(17)]
        self.write(*outputs)
        self.expect_refusal(f'{self.path}:34: [[output]]: it is one more than the 16 outputs')
        self.write(*outputs[:16])
        self.assertEqual(self.run_check()[0], 0)
        self.write(*outputs[:16], above=["file = 'all.log'"])
        self.expect_refusal(f'{self.path}:33: [[output]]: it is one more than the 16 outputs')


if __name__ == '__main__':
    unittest.main()
