"""The manual's pages: they name each option that there is and none that there is not, and the tools
that format manuals find nothing to complain of."""

import glob
import os
import re
import subprocess
import unittest

import command_help

PAGES = os.path.join(command_help.TREE, 'packaging', 'man')
SINK_CONFIG = os.path.join(command_help.TREE, 'sink', 'include', 'mailslog',
                           'mailslot_sink_config.h')
PAGE_OF_COMMAND = {'check': 'collect'}  # the others have a page of their own name, or a section


def source_of(page):
    with open(os.path.join(PAGES, page), encoding='utf-8') as source:
        return source.read()


def options_in(source):
    """As `.It Fl n , -lines Ar N | Cm all` names them."""
    items = re.findall(r'^\.It (Fl .*)$', source, re.MULTILINE)
    return {'-' + name for item in items
            for name in re.findall(r'(?:^Fl|,) (-?[\w-]+)', item)}


def sections_about(source, command):
    """Those whose title has the command's name among its words."""
    sections = re.split(r'^\.S[sh] ', source, flags=re.MULTILINE)[1:]
    return [section for section in sections
            if command in re.findall(r'\w+', section.partition('\n')[0])]


def described_options(command):
    page = f'mailslog-{PAGE_OF_COMMAND.get(command, command)}.1'
    if os.path.exists(os.path.join(PAGES, page)):
        return options_in(source_of(page))
    return {name for section in sections_about(source_of('mailslog.1'), command)
            for name in options_in(section)}


def fields_of(struct):
    with open(SINK_CONFIG, encoding='utf-8') as header:
        body = re.search(rf'struct {struct} {{\n(.*?)\n}};', header.read(), re.DOTALL).group(1)
    code = re.sub(r'//.*', '', body)
    return set(re.findall(r'(\w+)(?: = [^;]*|{[^;]*})?;', code))


class Manual(unittest.TestCase):

    def test_each_option_of_each_command_stands_in_its_page_and_no_other(self):
        for command in command_help.commands():
            with self.subTest(command):
                self.assertEqual(described_options(command), command_help.options(command))
        top = sections_about(source_of('mailslog.1'), 'Options')
        self.assertEqual(options_in(top[0]), command_help.options())

    def test_no_section_describes_a_command_that_there_is_not(self):
        named = re.findall(r'^\.Ss mailslog (\w+)', source_of('mailslog.1'), re.MULTILINE)
        self.assertLessEqual(set(named), set(command_help.commands()))

    def test_each_command_stands_in_mailslog_1(self):
        named = re.findall(r'^\.It Cm (\w+)$', source_of('mailslog.1'), re.MULTILINE)
        self.assertEqual(sorted(named), sorted(command_help.commands()))

    def test_each_option_of_collect_is_a_setting_in_mailslog_toml_5(self):
        named = re.findall(r'^\.It Cm ([\w-]+)', source_of('mailslog.toml.5'), re.MULTILINE)
        options = command_help.options('collect') - {'-h', '--help', '--config'}
        self.assertEqual({'--' + name for name in named}, options)

    def test_each_field_of_the_sink_stands_in_mailslog_sink_3(self):
        for struct in ('mailslot_sink_config', 'mailslot_sink_stats'):
            section = '\n'.join(sections_about(source_of('mailslog_sink.3'), struct))
            named = re.findall(r'^\.It Va (\w+)$', section, re.MULTILINE)
            self.assertEqual(set(named), fields_of(struct))

    def test_formatters_find_nothing_to_complain_of(self):
        pages = glob.glob(os.path.join(PAGES, '*'))
        self.assertGreaterEqual(len(pages), 5)
        for page in pages:
            for command in (['man', '--warnings', '-l', '-Tutf8', '-Z', page],
                            ['groff', '-ww', '-mdoc', '-Tutf8', '-z', page],
                            ['mandoc', '-T', 'lint', '-W', 'warning', page]):
                with self.subTest(command=command):
                    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                          text=True, env=dict(os.environ, LC_ALL='C.UTF-8'),
                                          check=False)
                    said = done.stderr + (done.stdout if command[0] == 'mandoc' else '')
                    self.assertEqual((said, done.returncode), ('', 0))


if __name__ == '__main__':
    unittest.main()
