"""The checker passes what is right and finds each kind of wrong, in crafted logs."""

import unittest

from checker import MOST_GROWTH_BYTES, Deaths, Truth, Vitals, judge_lines, judge_vitals
from log_reading import age_of, read_log, text_of
from support import SlotTest

PID = 4711
OTHER = 4712


def text_line(number, pid=PID):
    return f'[2026-11-22 14:22:01.123456] [info] [shop:{pid}] [steady] {text_of(number)}\n'


def json_line(number, pid=PID):
    return (f'{{"Timestamp":"2026-11-22T14:22:01.123456Z","Body":"{text_of(number)}",'
            f'"Resource":{{"service.name":"shop","process.pid":{pid}}},'
            '"InstrumentationScope":{"Name":"steady"}}\n')


def notice(count, pid=PID):
    plural = 'record' if count == 1 else 'records'
    return (f'[2026-11-22 14:22:01.123456] [warning] [mailslog:1] [mailslog] '
            f'lost {count} {plural} from shop[{pid}]\n')


def repair(text='all.log was torn: 7 bytes cut off its end'):
    return ('[2026-11-22 14:22:01.123456] [warning] [mailslog:1] [mailslog] '
            f'the machine has died: {text}\n')


class CheckerTest(SlotTest):

    def judge(self, text, *truths, is_json=False, deaths=Deaths()):
        with open(self.log.path, 'w', encoding='utf-8') as file:
            file.write(text)
        return judge_lines(read_log([self.log.path], is_json), truths or (Truth(PID, 3, True),),
                           deaths)

    def expect_right(self, text, *truths, **how):
        verdict = self.judge(text, *truths, **how)
        self.assertEqual(verdict.faults, [])
        return verdict

    def expect_fault(self, pattern, text, *truths, **how):
        verdict = self.judge(text, *truths, **how)
        self.assertRegex('\n'.join(verdict.faults), pattern)


class RightLogs(CheckerTest):

    def test_every_line_once_in_order(self):
        verdict = self.expect_right(text_line(1) + text_line(2) + text_line(3))
        self.assertEqual((verdict.total('written'), verdict.total('lost')), (3, 0))

    def test_the_same_in_json(self):
        self.expect_right(json_line(1) + json_line(2) + json_line(3), is_json=True)

    def test_lines_of_two_senders_in_any_order_of_the_two(self):
        self.expect_right(text_line(1) + text_line(1, OTHER) + text_line(2), Truth(PID, 2, True),
                          Truth(OTHER, 1, True))

    def test_a_gap_with_its_notice(self):
        verdict = self.expect_right(text_line(1) + notice(1) + text_line(3))
        self.assertEqual((verdict.total('written'), verdict.total('lost')), (2, 1))

    def test_everything_lost_and_reported(self):
        self.expect_right(notice(3))

    def test_an_end_that_no_collector_can_know_of_is_named(self):
        verdict = self.expect_right(text_line(1), Truth(PID, 3, False))
        self.assertEqual([stream.missing() for stream in verdict.unsettled], [2])


class WrongLogs(CheckerTest):

    def test_a_line_that_is_missing_at_the_end(self):
        self.expect_fault('its last 1 lines are neither', text_line(1) + text_line(2))

    def test_a_sender_of_which_there_is_nothing(self):
        self.expect_fault('its last 3 lines are neither', '')

    def test_a_gap_without_a_notice(self):
        self.expect_fault('1 lines before line 3 are neither', text_line(1) + text_line(3))

    def test_a_gap_with_a_notice_of_too_few(self):
        self.expect_fault('1 lines before line 4 are neither',
                          text_line(1) + notice(1) + text_line(4), Truth(PID, 4, True))

    def test_a_notice_behind_its_gap(self):
        self.expect_fault('before line 3', text_line(1) + text_line(3) + notice(1))

    def test_a_line_that_was_reported_lost_as_well(self):
        self.expect_fault('reported lost', text_line(1) + notice(1) + text_line(2) + text_line(3))

    def test_a_line_that_stands_twice(self):
        self.expect_fault('line 2 stands there twice',
                          text_line(1) + text_line(2) + text_line(2) + text_line(3))

    def test_a_batch_that_stands_twice(self):
        batch = text_line(1) + text_line(2) + text_line(3)
        self.expect_fault('line 1 stands there twice', batch + batch)

    def test_lines_out_of_order(self):
        self.expect_fault('line 2 stands behind line 3',
                          text_line(1) + text_line(3) + text_line(2))

    def test_a_torn_last_line(self):
        self.expect_fault('a torn line', text_line(1) + text_line(2) + text_line(3)[:-1])

    def test_two_halves_with_a_hole_between_them_are_no_line(self):
        self.expect_fault('not a line of ours',
                          text_line(1) + text_line(2)[:40] + '\0' * 100 + text_line(3)[38:])

    def test_a_line_torn_in_the_middle_of_the_log(self):
        self.expect_fault('not a line of ours', text_line(1) + text_line(2)[:30] + text_line(3))

    def test_a_line_that_lost_some_of_its_text(self):
        self.expect_fault('not a line of ours', text_line(1) + text_line(2).replace('xx', 'x', 1))

    def test_the_same_in_json(self):
        self.expect_fault('not a line of ours', json_line(1)[:-9] + json_line(2), is_json=True)

    def test_bytes_that_are_no_text(self):
        self.expect_fault('not a line of ours', text_line(1) + '\0\0\0\n')

    def test_a_line_of_nobody(self):
        self.expect_fault('no sender has this process id', text_line(1, OTHER))

    def test_a_notice_about_nobody(self):
        self.expect_fault('no sender has this process id', notice(1, OTHER))

    def test_a_line_that_was_never_logged(self):
        self.expect_fault('1 more than it logged',
                          text_line(1) + text_line(2) + text_line(3) + text_line(4))

    def test_a_killed_sender_may_have_published_a_line_that_it_did_not_count(self):
        lines = text_line(1) + text_line(2)
        self.expect_right(lines, Truth(PID, 1, True, killed=True))
        self.expect_fault('2 more than it logged', lines, Truth(PID, 0, True, killed=True))

    def test_a_loss_that_never_was(self):
        self.expect_fault('1 more than it logged',
                          text_line(1) + text_line(2) + text_line(3) + notice(1))

    def test_what_stands_of_an_unsettled_stream_is_judged_as_any_other(self):
        self.expect_fault('1 lines before line 2', text_line(2), Truth(PID, 3, False))
        self.expect_fault('twice', text_line(1) + text_line(1), Truth(PID, 3, False))
        self.expect_fault('more than it logged', text_line(1) + notice(3), Truth(PID, 3, False))

    def test_two_senders_of_one_process_id(self):
        self.expect_fault('one process id', '', Truth(PID, 0, True), Truth(PID, 0, True))


class AfterTheMachinesDeath(CheckerTest):

    def test_what_the_disk_lost_is_excused(self):
        self.expect_right(text_line(1) + repair() + text_line(3), Truth(PID, 3, True, {2}),
                          deaths=Deaths(1))
        self.expect_right(text_line(1) + repair(), Truth(PID, 3, True, {2, 3}), deaths=Deaths(1))
        self.expect_right(repair(), Truth(PID, 3, True, {1, 2, 3}), deaths=Deaths(1))

    def test_so_is_the_notice_of_a_loss(self):
        self.expect_right(text_line(1) + text_line(4), Truth(PID, 4, True, {2}, 1))

    def test_what_was_cut_may_be_written_or_reported_after_all(self):
        self.expect_right(text_line(1) + text_line(2) + text_line(3), Truth(PID, 3, True, {2}))
        self.expect_right(text_line(1) + notice(1) + text_line(3), Truth(PID, 3, True, {2}))

    def test_nothing_else_is(self):
        self.expect_fault('1 lines before line 4', text_line(1) + text_line(4),
                          Truth(PID, 4, True, {2}))
        self.expect_fault('1 lines before line 3', text_line(1) + text_line(3),
                          Truth(PID, 3, True, {1}))
        self.expect_fault('its last 1 lines', text_line(1), Truth(PID, 3, True, {2}))
        self.expect_fault('1 lines before line 4', text_line(1) + text_line(4),
                          Truth(PID, 4, True, set(), 1))

    def test_the_notice_of_a_loss_excuses_once(self):
        self.expect_fault('1 lines before line 5', text_line(1) + text_line(3) + text_line(5),
                          Truth(PID, 5, True, set(), 1))

    def test_a_cut_line_is_not_reported_and_written(self):
        self.expect_fault('reported lost', text_line(1) + notice(1) + text_line(2) + text_line(3),
                          Truth(PID, 3, True, {2}))

    def test_a_line_that_may_come_again_comes_once_more(self):
        lines = text_line(1) + text_line(2) + text_line(3)
        truth = Truth(PID, 3, True, again={2})
        self.expect_right(lines + text_line(2), truth)
        self.expect_fault('line 2 stands there twice', lines + 2 * text_line(2), truth)
        self.expect_fault('line 3 stands there twice', lines + text_line(3), truth)

    def test_a_repair_needs_a_death(self):
        lines = text_line(1) + text_line(2) + text_line(3)
        self.expect_right(lines + repair(), deaths=Deaths(1))
        self.expect_fault('2 repairs', lines + 2 * repair(), deaths=Deaths(1))
        self.expect_fault('1 repairs', lines + repair())

    def test_a_blank_line_needs_a_hole(self):
        lines = text_line(1) + text_line(2) + text_line(3)
        self.expect_right(lines + '   \n', deaths=Deaths(1, 1))
        self.expect_fault('1 blank lines', lines + '   \n', deaths=Deaths(1, 0))
        self.expect_fault('not a line of ours', lines + '\n', deaths=Deaths(1, 1))

    def test_a_torn_line_is_none_to_excuse(self):
        self.expect_fault('not a line of ours', text_line(1) + text_line(2)[:30] + text_line(3),
                          Truth(PID, 3, True, {2}), deaths=Deaths(1, 1))
        self.expect_fault('a torn line', text_line(1) + text_line(2)[:30],
                          Truth(PID, 3, True, {2, 3}), deaths=Deaths(1, 1))
        self.expect_fault('not a line of ours', text_line(1) + '\0' * 600 + text_line(3),
                          Truth(PID, 3, True, {2}), deaths=Deaths(1, 1))


class Files(unittest.TestCase):

    def test_come_in_the_order_in_which_they_were_written(self):
        paths = ['/logs/all.log', '/logs/all-20261122T142203.000Z.log',
                 '/kept-20261122T142202.000Z-0010/all.log',
                 '/kept-20261122T142202.000Z-0009/all.log',
                 '/kept-20261122T142202.000Z-0009/all-20261122T142202.000Z.log',
                 '/kept-20261122T142202.000Z-0009/all-20261122T142201.999Z.log']
        self.assertEqual(sorted(paths, key=age_of), list(reversed(paths)))


class FlatVitals(unittest.TestCase):

    def test_the_same_is_flat(self):
        self.assertEqual(judge_vitals(Vitals(1000, ['a']), Vitals(1000, ['b'])), [])

    def test_memory_may_grow_up_to_its_bound(self):
        self.assertEqual(judge_vitals(Vitals(0, []), Vitals(MOST_GROWTH_BYTES, [])), [])
        self.assertRegex(judge_vitals(Vitals(0, []), Vitals(MOST_GROWTH_BYTES + 1, []))[0], 'grown')

    def test_no_descriptor_may_stay_open(self):
        self.assertRegex(judge_vitals(Vitals(0, ['/a']), Vitals(0, ['/a', 'pipe:[7]']))[0],
                         '1 descriptors, now 2: of /a, pipe')


if __name__ == '__main__':
    unittest.main()
