"""An application that finds what is installed by pkg-config: README.md's example, built with the
flags alone that pkg-config gives, logs to a collector."""

import glob
import os
import re
import unittest

from support import TREE, SlotTest

PREFIX = os.environ['MAILSLOG_PREFIX']
COMPILER = os.environ.get('CXX', 'c++')


def example_of_readme():
    with open(os.path.join(TREE, 'README.md'), encoding='utf-8') as readme:
        return re.search(r'```cpp\n(.*?)```', readme.read(), re.DOTALL).group(1)


class PkgConfig(SlotTest):

    def setUp(self):
        super().setUp()
        self.slot = r'\\.\mailslot\logs'  # as in README.md, in a folder of the test's own
        found = glob.glob(os.path.join(PREFIX, 'lib*', '**', 'pkgconfig'), recursive=True)
        self.assertEqual(len(found), 1)
        self.environment.update(PKG_CONFIG_PATH=found[0])

    def run_tool(self, *command):
        tool = self.start_tool(*command)
        self.assertEqual((tool.end(), tool.errors), (0, ''), command)
        return tool.output

    def flags(self, *what):
        return self.run_tool('pkg-config', *what).split()

    def build(self, source, *flags):
        path = os.path.join(self.folder, 'shop.cpp')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(source)
        self.run_tool(COMPILER, '-std=c++17', '-o', 'shop', path, *flags)

    def test_the_example_builds_and_its_lines_are_collected(self):
        self.build(example_of_readme(), *self.flags('--cflags', '--libs', 'mailslog-sink'))
        collector = self.start_collector()
        self.run_tool('./shop')
        collector.stop()
        self.assertEqual([(entry.process, entry.logger, entry.message)
                          for entry in self.log.entries()],
                         [('shop', 'orders', 'order 42 accepted'),
                          ('shop', 'orders', 'stock of tea is low')])

    def test_the_slots_alone_need_no_spdlog(self):
        flags = self.flags('--static', '--cflags', '--libs', 'mailslog-mailslot')
        self.assertFalse([flag for flag in flags if 'spdlog' in flag], flags)
        self.build('''#include <mailslog/slot_name.h>
                      int main() { return mailslog::slot_name::parse("nonsense") ? 1 : 0; }''',
                   *flags)
        self.run_tool('./shop')


if __name__ == '__main__':
    unittest.main()
