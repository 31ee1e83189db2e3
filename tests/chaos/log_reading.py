"""What stands in a log, line by line, in either format: lines of steady_sender, notices of loss, and
whatever is neither."""

import collections
import gzip
import json
import os
import re

from support import LINE, NOTICE

Line = collections.namedtuple('Line', 'pid number')
Loss = collections.namedtuple('Loss', 'pid count')
Repair = collections.namedtuple('Repair', 'where is_notice')  # a notice of it, or a blanked line
Wrong = collections.namedtuple('Wrong', 'where why')

NUMBERED = re.compile(r'line (\d+): (x*)')
AGE = re.compile(r'\d{8}T\d{6}\.\d{3}Z(?:-\d{4})?')


def text_of(number):
    """What steady_sender logs as its line of that number."""
    return f'line {number}: ' + 'x' * (number * 37 % 61)


def age_of(path):
    """Sorts a log's files from the oldest to the live one: by the stamp that the rotation gave them,
    or that of the folder which they were moved to: that of the last rotation before, and a number."""
    ages = AGE.findall(path)
    return ages[-1] if ages else 'live'  # behind every digit


def size_of(path):
    """Bytes; none where the file is just being rotated."""
    try:
        return os.path.getsize(path)
    except FileNotFoundError:
        return 0


def open_log(path):
    opened = gzip.open if path.endswith('.gz') else open
    return opened(path, 'rt', encoding='utf-8', errors='backslashreplace', newline='\n')


def read_log(paths, is_json=False):
    """What stands in the files, in their order."""
    meaning = meaning_of_json if is_json else meaning_of_text
    for path in paths:
        with open_log(path) as file:
            for number, line in enumerate(file, 1):
                where = f'{path}:{number}'
                if line.endswith('\n') and line.isspace() and len(line) > 1:
                    yield Repair(where, False)
                elif line.endswith('\n'):
                    found = meaning(line[:-1])
                    if isinstance(found, str):
                        yield Repair(where, True)
                    else:
                        yield found or Wrong(where, f'not a line of ours: {line!r}')
                else:
                    yield Wrong(where, f'a torn line: {line!r}')


def meaning_of_text(line):
    match = LINE.fullmatch(line)
    if not match:
        return None
    return meaning_of(match['logger'], int(match['pid'].replace('-', '0')), match['message'])


def meaning_of_json(line):
    try:
        fields = json.loads(line)
        return meaning_of(fields['InstrumentationScope']['Name'],
                          fields['Resource']['process.pid'], fields['Body'])
    except (ValueError, KeyError, TypeError):
        return None


REPAIRED = 'the machine has died: '


def meaning_of(logger, pid, message):
    if logger == 'mailslog' and message.startswith(REPAIRED):
        return REPAIRED
    if logger == 'mailslog':
        notice = NOTICE.fullmatch(message)
        return notice and Loss(int(notice[3]), int(notice[1]))
    numbered = NUMBERED.fullmatch(message)
    if logger != 'steady' or not numbered or message != text_of(int(numbered[1])):
        return None
    return Line(pid, int(numbered[1]))
