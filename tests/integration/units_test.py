"""What is installed for systemd, as systemd-analyze(1) judges it."""

import os
import re
import shutil
import subprocess
import unittest

from support import BUILD, PATIENCE_SECONDS, TREE, SlotTest

FILES = ('lib/systemd/system/mailslog.service', 'lib/systemd/system/mailslog.socket',
         'lib/sysctl.d/50-mailslog.conf', 'lib/sysusers.d/mailslog.conf',
         'lib/tmpfiles.d/mailslog.conf')
UNITS = os.path.join(TREE, 'packaging', 'systemd')


@unittest.skipUnless(shutil.which('systemd-analyze'), 'no systemd-analyze')
class Units(SlotTest):

    def analyze(self, *arguments):
        done = subprocess.run(['systemd-analyze', '--no-pager', *arguments], capture_output=True,
                              text=True, timeout=PATIENCE_SECONDS, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_the_service_is_exposed_to_at_most_two_of_ten(self):
        code, said = self.analyze('security', '--offline=true', '--threshold=20',
                                  os.path.join(UNITS, 'mailslog.service'))
        self.assertEqual(code, 0, said)
        level = float(re.search(r'Overall exposure level for mailslog.service: ([\d.]+)', said)[1])
        print(f'exposure level {level}')
        self.assertLessEqual(level, 2.0)

    def test_they_are_installed_where_systemd_looks_and_hold_nothing_that_it_does_not_know(self):
        subprocess.run(['cmake', '--install', BUILD, '--prefix', '/usr'], check=True,
                       env=dict(os.environ, DESTDIR=self.folder), stdout=subprocess.DEVNULL)
        for name in FILES:
            self.assertTrue(os.path.exists(os.path.join(self.folder, 'usr', name)), name)
        units = [f'/usr/lib/systemd/system/mailslog.{kind}' for kind in ('service', 'socket')]
        for tool in ('kill',):
            shutil.copy(shutil.which(tool), os.path.join(self.folder, 'usr', 'bin'))
        code, said = self.analyze('verify', '--man=no', '--recursive-errors=no',
                                  f'--root={self.folder}', *units)
        self.assertEqual((code, said), (0, ''))


if __name__ == '__main__':
    unittest.main()
