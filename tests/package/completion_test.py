"""Completion by real shells: it offers what `mailslog --help` says, no more and no less."""

import os
import shutil
import tempfile
import unittest

import command_help
from shells import Shell

COMPLETIONS = os.path.join(command_help.TREE, 'packaging', 'completions')
LEVELS = ['critical', 'debug', 'error', 'info', 'trace', 'warning']


class Completion:
    """What both shells do."""

    shell = ''

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='mailslog-completion-')
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        for name in ('shop.log', 'shop.toml'):
            with open(os.path.join(cls.folder, name), 'w', encoding='utf-8'):
                pass
        path = os.path.dirname(command_help.PROGRAM) + ':' + os.environ['PATH']
        environment = dict(os.environ, PATH=path, HOME=cls.folder)
        cls.terminal = cls.enterClassContext(
            Shell(cls.shell, COMPLETIONS, cls.folder, environment))

    def offers(self, line):
        return sorted(word.rstrip('=') for word in self.terminal.offers(line))

    def options_offered(self, words):
        return set(self.offers(words + ' -')) - {'-'}  # zsh has a command of that name

    def test_commands_are_those_of_the_help(self):
        self.assertEqual(self.offers('mailslog '), sorted(command_help.commands()))

    def test_options_of_each_command_are_those_of_its_help(self):
        self.assertEqual(self.options_offered('mailslog'), command_help.options())
        for command in command_help.commands():
            with self.subTest(command):
                self.assertEqual(self.options_offered('mailslog ' + command),
                                 command_help.options(command))

    def test_a_command_and_an_option_are_completed(self):
        self.assertEqual(self.offers('mailslog col'), ['collect'])
        self.assertEqual(self.offers('mailslog collect --compr'), ['--compress'])

    def test_a_value_is_one_of_the_words_that_the_help_names(self):
        self.assertEqual(self.offers('mailslog collect --format '), ['json', 'text'])
        self.assertEqual(self.offers('mailslog collect --format=j'), ['--format=json'])
        self.assertEqual(self.offers('mailslog collect --rotate-every '), ['day', 'hour'])

    def test_a_level_is_one_of_six(self):
        self.assertEqual(self.offers('mailslog tail --level '), LEVELS)
        self.assertEqual(self.offers('mailslog collect --file x --sync e'), ['error'])

    def test_paths_are_completed(self):
        self.assertEqual(self.offers('mailslog check --config shop.t'), ['shop.toml'])
        self.assertEqual(self.offers('mailslog tail -f shop.l'), ['shop.log'])

    def test_what_a_service_shall_do_is_one_of_four(self):
        self.assertEqual(self.offers('mailslog service '), ['install', 'remove', 'start', 'stop'])
        self.assertEqual(self.offers('mailslog service --name logs st'), ['start', 'stop'])
        self.assertEqual(self.offers('mailslog service start '), [])
        self.assertEqual(self.options_offered('mailslog service install'),
                         command_help.options('service'))

    def test_a_service_is_installed_with_the_options_of_collect(self):
        for words in ('mailslog service install --', 'mailslog service --name start install --'):
            with self.subTest(words):
                self.assertEqual(self.options_offered(words), command_help.options('collect'))
                self.assertEqual(self.offers(words + ' --file x.log --format '), ['json', 'text'])
                self.assertEqual(self.offers(words + ' --config shop.t'), ['shop.toml'])
        self.assertEqual(self.offers('mailslog service stop -- --fo'), ['--fo'])
        self.assertEqual(self.offers('mailslog service --name install stop -- --fo'), ['--fo'])

    def test_the_program_to_run_is_completed(self):
        self.assertEqual(self.offers('mailslog run --level info -- dpkg-architec'),
                         ['dpkg-architecture'])


class Bash(Completion, unittest.TestCase):
    shell = 'bash'


class Zsh(Completion, unittest.TestCase):
    shell = 'zsh'


if __name__ == '__main__':
    unittest.main()
