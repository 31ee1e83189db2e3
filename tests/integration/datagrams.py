"""mailslog's own datagrams (docs/datagram.md), as any program may spell them, and what a hostile
program may learn and hand over."""

import fcntl
import os
import socket
import struct
import time

from lane_page import LOGGED

RECORDS, GOODBYE, OFFER = b'\x81', b'\x91', b'\xa1'
PAGE_BYTES, RING_BYTES = 4096, 1 << 14
STREAM, HEAD = 16, 64
# fcntl(2); F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW
F_ADD_SEALS, LANE_SEALS = 1033, 7


def varint(number):
    spelled = b''
    while number > 127:
        spelled += bytes([number & 127 | 128])
        number >>= 7
    return spelled + bytes([number])


def string(text):
    return varint(len(text)) + text


def datagram(kind, stream, sequence, pid, rest=b'', name=b'forger'):
    body = struct.pack('<Q', stream) + varint(sequence) + varint(pid) + string(name) + rest
    total = len(body) + 2
    return kind + varint(total if total < 128 else total + 1) + body


def record(stream, sequence, pid, line, name=b'forger'):
    rest = b'\x02' + struct.pack('<q', time.time_ns()) + string(b'') + line
    return datagram(RECORDS, stream, sequence, pid, rest, name)


def make_lane(ring_bytes=RING_BYTES):
    """The two handles of a lane with nothing in it, and its bell's other end."""
    memory = os.memfd_create('lane', os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.write(memory, b'msllane1' + struct.pack('<Q', ring_bytes))
    os.pwrite(memory, bytes(PAGE_BYTES + ring_bytes - 16), 16)
    fcntl.fcntl(memory, F_ADD_SEALS, LANE_SEALS)
    bell, ringer = os.pipe()
    return memory, bell, ringer


def fill_lane(memory, stream, frames, logged):
    """Puts all that it ever holds into a lane that nobody has looked at yet."""
    held = b''.join(struct.pack('<I', len(frame)) + frame + bytes(-len(frame) % 4)
                    for frame in frames)
    os.pwrite(memory, held, PAGE_BYTES)
    for offset, number in ((STREAM, stream), (LOGGED, logged), (HEAD, len(held))):
        os.pwrite(memory, struct.pack('<Q', number), offset)


def stream_of_lane(pid):
    """The stream whose first record still stands in the lane of a process, which root may read."""
    folder = f'/proc/{pid}/fd'
    for handle in os.listdir(folder):
        if os.readlink(f'{folder}/{handle}').startswith('/memfd:'):
            with open(f'{folder}/{handle}', 'rb') as memory:
                frame = os.pread(memory.fileno(), 32, PAGE_BYTES + 4)
                return struct.unpack_from('<Q', frame, 2 if frame[1] < 128 else 3)[0]
    raise AssertionError(f'process {pid} has no lane')


class Sender:
    """A socket of this process's that sends to a slot."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.connect(path)

    def send(self, message):
        self._socket.send(message)

    def offer(self, message, handles):
        socket.send_fds(self._socket, [message], handles)

    def close(self):
        self._socket.close()
