"""Debian's packages: lintian has nothing to say, and what is unpacked from them runs."""

import glob
import os
import subprocess
import unittest

import debian_packages
from support import Collector, SlotTest

# Only for what is uploaded to Debian itself, whose bug tracker asks for a package first.
NOT_FOR_US = 'initial-upload-closes-no-bugs'


class DebianPackages(SlotTest):

    def unpack(self, package):
        root = os.path.join(self.folder, 'root')
        debian_packages.said_by('dpkg-deb', '--extract', debian_packages.path_of(package), root)
        return root

    def field(self, package, name):
        return debian_packages.said_by('dpkg-deb', '--field', debian_packages.path_of(package), name)

    def test_lintian_finds_neither_errors_nor_warnings(self):
        done = subprocess.run(
            ['lintian', '--allow-root', '--fail-on', 'error,warning', '--suppress-tags', NOT_FOR_US,
             *debian_packages.both()], stdout=subprocess.PIPE, text=True, check=False)
        self.assertEqual((done.stdout, done.returncode), ('', 0))

    def test_the_tool_depends_on_the_libraries_that_it_is_linked_with(self):
        depends = self.field('mailslog', 'Depends')
        for library in ('libc6', 'libfmt', 'libgcrypt20', 'libspdlog', 'libstdc++6', 'zlib1g'):
            self.assertIn(library, depends)

    def test_development_files_depend_on_those_that_they_include_and_link(self):
        depends = self.field('libmailslog-dev', 'Depends')
        for library in ('libspdlog-dev (>= 1:1.10)', 'libgcrypt20-dev'):
            self.assertIn(library, depends)

    def test_what_is_unpacked_collects_sends_and_shows(self):
        program = os.path.join(self.unpack('mailslog'), 'usr', 'bin', 'mailslog')
        settings = os.path.join(self.folder, 'root', 'etc', 'mailslog', 'mailslog.toml')
        collector = Collector(
            [program, 'collect', '--config', settings, '--slot', self.slot, '--file', 'all.log'],
            self.folder, self.environment)
        self.addCleanup(collector.discard)
        collector.wait_until_ready()
        sent = self.start_tool(program, 'send', '--slot', self.slot, 'from the package')
        self.assertEqual((sent.end(), sent.errors), (0, ''))
        collector.stop()
        self.assertEqual(self.log.messages(), ['from the package'])

    def test_manual_completions_and_settings_are_where_debian_has_them(self):
        root = self.unpack('mailslog')
        self.unpack('libmailslog-dev')
        for path in ('usr/share/man/man1/mailslog-collect.1.gz',
                     'usr/share/man/man3/mailslog_sink.3.gz',
                     'usr/share/man/man5/mailslog.toml.5.gz',
                     'usr/share/bash-completion/completions/mailslog',
                     'usr/share/zsh/vendor-completions/_mailslog',
                     'usr/share/mailslog/lnav/mailslog.json',
                     'usr/lib/*/pkgconfig/mailslog-sink.pc',
                     'usr/lib/*/cmake/mailslog/mailslogConfig.cmake'):
            self.assertTrue(glob.glob(os.path.join(root, path)), path)
        control = os.path.join(self.folder, 'control')
        debian_packages.said_by('dpkg-deb', '--control', debian_packages.path_of('mailslog'), control)
        with open(os.path.join(control, 'conffiles'), encoding='utf-8') as conffiles:
            self.assertEqual(conffiles.read(), '/etc/mailslog/mailslog.toml\n')


if __name__ == '__main__':
    unittest.main()
