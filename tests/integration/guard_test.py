"""The collector's files, folders and rights: for whom they are made, and what it refuses to touch."""

import os
import shutil
import stat
import unittest

from datagrams import Sender
from support import PATIENCE_SECONDS, Collector, SlotTest, free_port, wait_until

NOBODY = 65534
AS_NOBODY = ('setpriv', f'--reuid={NOBODY}', f'--regid={NOBODY}', '--clear-groups')


def mode_of(path):
    return stat.S_IMODE(os.lstat(path).st_mode)


def ids_of_threads(pid):
    """Each thread's user and group ids: real, effective, saved, of the file system."""
    ids = set()
    for thread in os.listdir(f'/proc/{pid}/task'):
        with open(f'/proc/{pid}/task/{thread}/status', encoding='ascii') as status:
            fields = dict(line.rstrip('\n').split(':\t', 1) for line in status if ':\t' in line)
        ids.add((fields['Uid'], fields['Gid'], fields['Groups'].strip(), fields['CapEff'],
                 fields['CapPrm'], fields['NoNewPrivs']))
    return ids


@unittest.skipUnless(os.geteuid() == 0 and shutil.which('unshare'), 'takes root, and unshare')
class TwoOwners(SlotTest):

    def test_a_collector_that_others_hide_says_so(self):
        os.chmod(self.folder, 0o755)
        own = os.path.join(self.folder, 'own')
        os.mkdir(own)
        os.chown(own, NOBODY, NOBODY)
        program = shutil.copy(self.command('mailslog')[0], self.folder)
        collect = f"{program} collect --slot '{self.slot}' --file"
        hidden = Collector(
            ['unshare', '--mount', 'sh', '-c',
             'unset MAILSLOT_DIR XDG_RUNTIME_DIR; export TMPDIR=$PWD/own\n'
             'mount -t tmpfs -o mode=755 none /run && mkdir /run/mailslot || exit\n'
             f'{collect} roots.log 2>/dev/null & trap "kill $!" EXIT\n'
             f'until [ -S /run/mailslot/{self.slot.rsplit(chr(92))[-1]} ]; do sleep 0.01; done\n'
             f"cd own; timeout {PATIENCE_SECONDS // 2} {' '.join(AS_NOBODY)} {collect} users.log "
             '2>told &\n'
             'while kill -0 $! && ! grep -qs collecting told; do sleep 0.01; done\n'
             'kill $!; wait $!; cat told >&2'],
            self.folder, self.environment)
        self.addCleanup(hidden.discard)
        hidden.end()
        self.assertIn(f'{self.slot} is collected at /run/mailslot/', hidden.errors)
        self.assertIn('nothing of theirs comes here', hidden.errors)


@unittest.skipUnless(os.geteuid() == 0, 'takes root')
class ClosedToOthers(SlotTest):

    def run_as_nobody(self, *arguments):
        os.chmod(self.folder, 0o755)
        program = shutil.copy(self.command('mailslog')[0], self.folder)
        done = self.start_tool(*AS_NOBODY, program, *arguments)
        self.assertEqual(done.end(), 1)
        return done.errors

    def test_a_status_that_a_user_may_not_read_is_named_with_who_may(self):
        self.start_collector()
        errors = self.run_as_nobody('status', '--slot', self.slot)
        self.assertIn(f'cannot read {self.socket_path}.status: Permission denied; run this as', errors)
        self.assertIn('no collector that this user may ask owns', errors)

    def test_a_folder_that_a_user_may_not_read_is_named_with_who_may(self):
        os.mkdir(os.path.join(self.folder, 'logs'), 0o700)
        for path in ('logs', 'logs/', 'logs/{process}.log', 'logs/all.log'):
            self.assertIn(f'cannot read {path}: Permission denied; run this as its owner',
                          self.run_as_nobody('tail', path))


class Guarded(SlotTest):

    def setUp(self):
        super().setUp()
        self.log_folder = os.path.join(self.folder, 'logs')
        self.log.path = os.path.join(self.log_folder, 'all.log')

    def start_collector(self, *arguments, under=()):
        return self.begin_collector(*arguments, under=under).wait_until_ready()

    def begin_collector(self, *arguments, under=()):
        command = self.command('mailslog', 'collect', '--slot', self.slot, '--file', self.log.path)
        collector = Collector([*under, *command, *map(str, arguments)], self.folder, self.environment)
        self.addCleanup(collector.discard)
        return collector

    def send(self, line, wait=True):
        sender = Sender(self.socket_path)
        sender.send(line.encode())
        sender.close()
        if wait:
            wait_until(lambda: self.log.count_of(line), f'{line!r} in the log')

    def refusal(self, *arguments):
        """What a collector says that refuses to begin."""
        code, _, errors = self.run_to_end('mailslog', 'collect', '--slot', self.slot, '--file',
                                          self.log.path, *arguments)
        self.assertEqual(code, 1, errors)
        self.assertEqual(len(errors.splitlines()), 1, errors)
        return errors


class Modes(Guarded):

    def modes_under(self, umask, *options):
        """The modes of all that a collector makes, by name."""
        collector = self.start_collector('--rotate-size', '1K', *options,
                                         under=('sh', '-c', f'umask {umask} && exec "$@"', 'sh'))
        for number in range(20):
            self.send(f'line {number} ' + 'x' * 100)
        collector.kill()
        self.assertTrue(self.log.rotated())
        modes = {'rotated': {mode_of(path) for path in self.log.rotated()}}
        for name, path in (('log', self.log.path), ('ledger', self.log.path + '.ledger'),
                           ('log lock', self.log.path + '.lock'), ('log folder', self.log_folder),
                           ('slot', self.socket_path), ('slot lock', self.socket_path + '.lock'),
                           ('slot folder', self.slot_folder)):
            modes[name] = {mode_of(path)}
        return modes

    def expect_modes(self, modes, file, folder, slot):
        self.assertEqual(modes, {
            'log': {file}, 'ledger': {file}, 'rotated': {file}, 'log folder': {folder},
            'log lock': {0o600}, 'slot': {slot}, 'slot lock': {0o600}, 'slot folder': {0o755}})

    def test_modes_are_the_same_whatever_the_umask(self):
        for umask in ('000', '077'):
            with self.subTest(umask):
                self.expect_modes(self.modes_under(umask), 0o640, 0o750, 0o600)
                self.doCleanups()
                self.setUp()

    def test_modes_can_be_chosen(self):
        modes = self.modes_under('077', '--file-mode', '0644', '--slot-mode', '0666')
        self.expect_modes(modes, 0o644, 0o755, 0o666)

    def test_a_file_that_is_there_keeps_its_mode(self):
        os.mkdir(self.log_folder)
        with open(self.log.path, 'x', encoding='ascii'):
            os.chmod(self.log.path, 0o604)
        collector = self.start_collector()
        self.send('first')
        collector.stop()
        self.assertEqual(mode_of(self.log.path), 0o604)


class Traps(Guarded):

    def setUp(self):
        super().setUp()
        os.mkdir(self.log_folder)
        self.precious = os.path.join(self.folder, 'precious')
        with open(self.precious, 'x', encoding='ascii') as file:
            file.write('precious')

    def tearDown(self):
        with open(self.precious, encoding='ascii') as file:
            self.assertEqual(file.read(), 'precious')

    def test_a_link_in_the_place_of_a_file_is_refused_and_left_alone(self):
        for suffix in ('', '.ledger', '.lock'):
            for target in (self.precious, os.path.join(self.folder, 'absent')):
                with self.subTest(suffix=suffix, target=target):
                    os.symlink(target, self.log.path + suffix)
                    refusal = self.refusal()
                    self.assertIn(self.log.path, refusal)
                    self.assertIn('remove it', refusal)
                    self.assertTrue(os.path.islink(self.log.path + suffix))
                    os.remove(self.log.path + suffix)
        self.assertFalse(os.path.exists(os.path.join(self.folder, 'absent')))
        self.start_collector().stop()

    def test_a_link_in_the_place_of_the_socket_or_its_lock_is_refused(self):
        os.mkdir(self.slot_folder)
        for suffix in ('', '.lock'):
            with self.subTest(suffix=suffix):
                os.symlink(self.precious, self.socket_path + suffix)
                self.assertIn(self.socket_path, self.refusal())
                os.remove(self.socket_path + suffix)
        self.start_collector().stop()

    def test_a_link_planted_while_it_runs_is_not_followed(self):
        collector = self.start_collector()
        self.send('first')
        kept = self.log.path + '.kept'
        for target in (self.precious, os.path.join(self.folder, 'absent'), kept):
            os.rename(self.log.path, kept)
            os.symlink(target, self.log.path)
            self.send(f'for {target}', wait=False)
            collector.wait_to_say('cannot write the log: a symbolic link stands there', 'errors')
            os.remove(self.log.path)
            collector.wait_to_say('writing the log again', 'errors')
            wait_until(lambda line=f'for {target}': self.log.count_of(line), 'the line that waited')
        self.assertFalse(os.path.exists(os.path.join(self.folder, 'absent')))
        collector.stop()

    def test_a_pipe_in_the_place_of_the_log_holds_nobody_up(self):
        os.mkfifo(self.log.path)
        self.assertIn('is no file', self.refusal())

    def test_folders_where_anybody_may_replace_files_are_refused(self):
        os.chmod(self.log_folder, 0o777)
        self.assertIn('chmod o-w', self.refusal())
        os.chmod(self.log_folder, 0o1777)  # as /tmp
        self.start_collector().stop()
        os.chmod(self.slot_folder, 0o777)
        self.assertIn('chmod o-w', self.refusal())

    def test_a_folder_behind_a_link_is_fine(self):
        os.rename(self.log_folder, self.log_folder + '-elsewhere')
        os.symlink(self.log_folder + '-elsewhere', self.log_folder)
        self.start_collector().stop()

    @unittest.skipUnless(os.geteuid() == 0, 'needs root, to make folders of others')
    def test_root_writes_to_no_folder_of_anothers(self):
        os.chown(self.log_folder, NOBODY, NOBODY)
        refusal = self.refusal()
        self.assertIn('belongs to another user', refusal)
        self.assertIn('--user', refusal)
        os.chown(self.log_folder, 0, 0)
        self.start_collector().stop()
        os.chown(self.slot_folder, NOBODY, NOBODY)
        self.assertIn('must belong to this user or to root', self.refusal())


@unittest.skipUnless(os.geteuid() == 0, 'needs root, to become another')
class Users(Guarded):

    def setUp(self):
        super().setUp()
        os.mkdir(self.log_folder)
        os.chmod(self.folder, 0o755)
        os.chown(self.log_folder, NOBODY, NOBODY)

    def start_as_nobody(self, *arguments):
        return self.start_collector('--user', 'nobody', *arguments)

    def test_all_of_the_process_is_the_user_for_good(self):
        key_file = self.key_file()  # which root alone may read
        collector = self.start_as_nobody('--listen', f'127.0.0.1:{free_port()}', '--key-file',
                                         key_file)
        self.send('first')
        ids = '\t'.join([str(NOBODY)] * 4)
        self.assertEqual(ids_of_threads(collector.pid),
                         {(ids, ids, str(NOBODY), '0' * 16, '0' * 16, '1')})
        collector.stop()

    def test_it_writes_rotates_and_ends_as_the_user(self):
        collector = self.start_as_nobody('--rotate-size', '1K', '--keep-files', '2')
        sender = self.start_sender('obedient_sender', 0)
        for _ in range(30):
            sender.obey('log 10')
        self.expect_end(sender)
        self.send('the end')
        self.assertEqual(os.lstat(self.socket_path).st_uid, NOBODY)
        self.assertEqual(collector.stop().lost, 0)
        self.assertEqual(len(self.log.rotated()), 2)
        for name in os.listdir(self.log_folder):
            status = os.lstat(os.path.join(self.log_folder, name))
            self.assertEqual((status.st_uid, status.st_gid), (NOBODY, NOBODY), name)
        self.assertFalse(os.path.exists(self.log.path + '.lock'))

    def test_a_socket_that_it_may_not_remove_is_taken_over_by_the_next(self):
        collector = self.start_as_nobody()
        self.send('first')
        collector.stop()
        self.assertTrue(os.path.exists(self.socket_path))  # in root's folder
        code, _, errors = self.run_to_end('mailslog', 'send', '--slot', self.slot, 'nobody there')
        self.assertEqual(code, 1, errors)
        collector = self.start_as_nobody()
        self.send('second')
        collector.stop()
        self.assertEqual(self.log.messages(), ['first', 'second'])

    def test_a_socket_in_a_folder_of_its_own_is_removed(self):
        os.mkdir(self.slot_folder)
        os.chown(self.slot_folder, NOBODY, NOBODY)
        collector = self.start_collector(under=AS_NOBODY)
        collector.stop()
        self.assertEqual(os.listdir(self.slot_folder), [])

    def test_a_killed_one_goes_on_without_loss_or_repetition(self):
        collector = self.start_as_nobody()
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 10')
        wait_until(lambda: self.log.count_of('line 10:'), 'its lines')
        collector.kill()
        sender.obey('log 10')
        collector = self.start_as_nobody()
        sender.obey('log 10')
        self.expect_end(sender)
        wait_until(lambda: self.log.count_of('line 30:'), 'its last line')
        self.assertEqual(collector.stop().lost, 0)
        self.expect_each_once_in_order({(sender.pid, 1): 30})

    def test_the_users_own_lanes_are_reclaimed(self):
        collector = self.start_as_nobody('--slot-mode', '0666')
        sender = self.start_sender('obedient_sender', 0, under=AS_NOBODY)
        sender.obey('log 10')
        wait_until(lambda: self.log.count_of('line 10:'), 'its lines')
        collector.kill()
        sender.obey('log 10')
        collector = self.start_as_nobody('--slot-mode', '0666')
        wait_until(lambda: self.log.count_of('line 20:'), 'the lines that waited')
        self.expect_end(sender)
        collector.stop()
        self.expect_each_once_in_order({(sender.pid, 1): 20})

    def test_a_group_may_be_given_the_files_and_the_slot(self):
        os.chown(self.log_folder, 0, 0)
        collector = self.start_collector('--group', 'adm', '--slot-mode', '0660')
        self.send('first')
        group = 4  # Debian's adm
        for path in (self.log.path, self.log.path + '.ledger', self.socket_path):
            status = os.lstat(path)
            self.assertEqual((status.st_uid, status.st_gid), (0, group), path)
        collector.stop()

    def test_who_is_not_there_is_named(self):
        self.assertIn('there is no user no-such-user', self.refusal('--user', 'no-such-user'))
        self.assertIn('there is no group no-such-group',
                      self.refusal('--user', 'nobody:no-such-group'))
        self.assertFalse(os.path.exists(self.socket_path))

    def test_a_folder_that_the_user_may_not_write_to_is_named(self):
        os.chown(self.log_folder, 0, 0)
        refusal = self.refusal('--user', 'nobody')
        self.assertIn(f'cannot write {self.log_folder}: Permission denied', refusal)
        self.assertIn('must be made for nobody (chown)', refusal)

    def test_only_root_may_become_another(self):
        os.mkdir(self.slot_folder)
        os.chown(self.slot_folder, NOBODY, NOBODY)
        collector = self.begin_collector('--user', 'root', under=AS_NOBODY)
        collector.wait_to_say('that takes root', 'errors')
        self.assertEqual(collector.end(), 1)
        collector = self.start_collector('--user', 'nobody', under=AS_NOBODY)
        self.assertEqual(collector.stop().lost, 0)


if __name__ == '__main__':
    unittest.main()
