"""The machine's death, played on files that a killed collector left: each may have lost its end, or
have zeros where bytes had not come to the disk, and the last rotation's names may be missing."""

import collections
import os
import struct

from log_reading import Line, Loss, read_log

# docs/ledger.md
MAGIC_BYTES = 8
HEAD_BYTES = 16
TAIL_BYTES = 8
KIND_SHIFT = 56
LENGTH_MASK = (1 << KIND_SHIFT) - 1
MARK = 4

BLOCK_BYTES = 512
LIFE_FILE = '/proc/sys/kernel/random/boot_id'


def checksum(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & (1 << 64) - 1
    return value


def marks_in(journal):
    """Where the payloads of its marks stand."""
    at = MAGIC_BYTES
    while at + HEAD_BYTES + TAIL_BYTES <= len(journal):
        word = struct.unpack_from('<Q', journal, at)[0]
        begin = at + HEAD_BYTES
        end = begin + (word & LENGTH_MASK)
        if word >> KIND_SHIFT == MARK:
            yield begin, end
        at = end + TAIL_BYTES


def end_life(ledger_path):
    """The ledger was written in another life of the machine."""
    with open(LIFE_FILE, 'rb') as file:
        life = file.read().strip()
    with open(ledger_path, 'r+b') as file:
        journal = bytearray(file.read())
        for begin, end in marks_in(journal):
            journal[begin:end] = journal[begin:end].replace(life, life[::-1])
            struct.pack_into('<Q', journal, end, checksum(journal[begin:end]))
        file.seek(0)
        file.write(journal)


def cut_end(path, size_bytes):
    os.truncate(path, max(0, os.path.getsize(path) - size_bytes))


def zero_end(path, size_bytes):
    """Both what was written and what was about to be."""
    cut_end(path, size_bytes)
    os.truncate(path, os.path.getsize(path) + 2 * size_bytes)


def make_hole(path, size_bytes):
    """Somewhere before the last block's beginning, up to that. False: the file is too short."""
    end = (os.path.getsize(path) - 1) // BLOCK_BYTES * BLOCK_BYTES
    begin = max(0, end - size_bytes)
    with open(path, 'r+b') as file:
        file.seek(begin)
        file.write(bytes(max(0, end - begin)))
    return end > 0


def standing(paths, is_json):
    """What stands in the files, and how often."""
    return collections.Counter(meaning for meaning in read_log(paths, is_json)
                               if isinstance(meaning, (Line, Loss)))


def numbers_at_the_end(path, is_json, size_bytes):
    """Of each sender, the lines that stand in the last part of the file."""
    numbers = collections.defaultdict(set)
    if os.path.exists(path):
        lines = list(read_log([path], is_json))
        share = size_bytes / max(1, os.path.getsize(path))
        for meaning in lines[-max(1, int(len(lines) * share)):]:
            if isinstance(meaning, Line):
                numbers[meaning.pid].add(meaning.number)
    return numbers
