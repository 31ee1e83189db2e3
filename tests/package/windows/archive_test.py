"""The archive for Windows as a user would have it: unpacked somewhere, run by Wine."""

import glob
import os
import re
import subprocess
import unittest
import zipfile

from support import BUILD, TREE, Collector, SlotTest

# What Wine has as Windows does.
SYSTEM_DLLS = '/usr/lib/x86_64-linux-gnu/wine/x86_64-windows'
OBJDUMP = 'x86_64-w64-mingw32-objdump'
THREADED_PROGRAM = '''
#include <thread>
int main() { std::thread{[] {}}.join(); }
'''


def dlls_of(program):
    said = subprocess.run([OBJDUMP, '-p', program], check=True, stdout=subprocess.PIPE, text=True)
    return {name.lower() for name in re.findall(r'DLL Name: (\S+)', said.stdout)}


class Archive(SlotTest):

    def run_tool(self, *command):
        tool = self.start_tool(*command)
        self.assertEqual((tool.end(), tool.errors), (0, ''), command)
        return tool.output

    def emulated(self, *command):
        return [os.environ['MAILSLOG_EMULATOR'], *command]

    def unpack(self):
        """Makes the archive and unpacks it; its only folder."""
        self.run_tool('cpack', '--config', os.path.join(BUILD, 'CPackConfig.cmake'), '-B',
                      self.folder)
        [archive] = glob.glob(os.path.join(self.folder, 'mailslog-*-windows-x86_64.zip'))
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(self.folder)
        return archive.removesuffix('.zip')

    def test_its_program_collects_and_shows_what_it_sends(self):
        program = os.path.join(self.unpack(), 'bin', 'mailslog.exe')
        collector = Collector(
            self.emulated(program, 'collect', '--slot', self.slot, '--file', 'all.log'),
            self.folder, self.environment)
        self.addCleanup(collector.discard)
        collector.wait_until_ready()
        self.run_tool(*self.emulated(program, 'send', '--slot', self.slot, 'from the archive'))
        collector.stop()
        self.assertIn('from the archive',
                      self.run_tool(*self.emulated(program, 'tail', 'all.log')))

    def test_each_dll_is_in_it_or_is_one_of_windows(self):
        folder = os.path.join(self.unpack(), 'bin')
        have = {name.lower() for name in os.listdir(folder) + os.listdir(SYSTEM_DLLS)}
        for program in os.listdir(folder):
            self.assertLessEqual(dlls_of(os.path.join(folder, program)), have)

    def test_licence_and_settings_are_in_it(self):
        folder = self.unpack()
        for path in ('share/doc/mailslog/LICENSE', 'share/mailslog/mailslog.toml'):
            self.assertTrue(os.path.exists(os.path.join(folder, path)), path)

    def test_dlls_are_found_with_those_that_they_need(self):
        """Ours is linked statically: so here is one that is not, as a later one may be."""
        source, program = (os.path.join(self.folder, 'threaded' + end) for end in ('.cpp', '.exe'))
        with open(source, 'w', encoding='utf-8') as file:
            file.write(THREADED_PROGRAM)
        self.run_tool(os.environ['CXX'], '-o', program, source)
        with open(os.path.join(BUILD, 'cmake_install.cmake'), encoding='utf-8') as script:
            folders = re.search(r'^set\(folders "(.*)"\)$', script.read(), re.MULTILINE).group(1)
        self.run_tool('cmake', f'-Dprogram={program}', f'-Ddestination={self.folder}',
                      f'-Dobjdump={OBJDUMP}', f'-Dfolders={folders}', '-P',
                      os.path.join(TREE, 'cmake', 'windows_dlls.cmake'))
        self.assertNotIn('libwinpthread-1.dll', dlls_of(program))
        self.assertTrue(os.path.exists(os.path.join(self.folder, 'libwinpthread-1.dll')))
        self.run_tool(*self.emulated(program))


if __name__ == '__main__':
    unittest.main()
