"""What `mailslog --help` says, read by itself: the program's commands and their options."""

import os
import re
import subprocess

TREE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(os.environ.get('MAILSLOG_BUILD', os.path.join(TREE, 'build', 'dev')),
                       'collector', 'mailslog')


def help_of(*command):
    return subprocess.run([PROGRAM, *command, '--help'], stdin=subprocess.DEVNULL, check=True,
                          stdout=subprocess.PIPE, text=True).stdout


def commands():
    section = help_of().partition('\nSubcommands:\n')[2]
    return re.findall(r'^  (\w+)', section, re.MULTILINE)


def options(*command):
    """All names of all options, with their dashes."""
    section = help_of(*command).partition('\nOptions:\n')[2].partition('\n\n')[0]
    names = re.findall(r'^  (-\S+)', section, re.MULTILINE)
    return {name for several in names for name in several.split(',')}
