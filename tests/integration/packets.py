"""UDP packets as they are, for tests on networks of their own: caught on one computer, sent from
another."""

import os
import random
import sys

CATCH = '''
import socket, sys
catcher = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
catcher.bind(('', int(sys.argv[1])))
print('ready', flush=True)
while True:
    print(catcher.recv(2048).hex(), flush=True)
'''
# In bursts that no queue on the way is too short for.
SEND = '''
import socket, sys, time
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
packets = [bytes.fromhex(line) for line in open(sys.argv[3])]
print('ready', flush=True)
sys.stdin.readline()
print('sending', flush=True)
for number, packet in enumerate(packets):
    sender.sendto(packet, (sys.argv[1], int(sys.argv[2])))
    if number % 50 == 49:
        time.sleep(0.001)
'''


class Catcher:
    """Catches what comes to a UDP port of a computer."""

    def __init__(self, test, host, port):
        self._program = test.start_tool(*host.enter, sys.executable, '-c', CATCH, str(port))
        self._program.wait_to_say('^ready$')

    def next(self):
        return bytes.fromhex(self._program.wait_to_say('^[0-9a-f]+$').group())


def send_packets(test, host, address, port, packets):
    """Starts a program that says `ready`, waits for a word or the end of its input, says `sending`,
    sends packets from a computer and ends."""
    path = os.path.join(test.folder, f'packets-{host.name}')
    with open(path, 'w', encoding='ascii') as file:
        file.writelines(packet.hex() + '\n' for packet in packets)
    return test.start_tool(*host.enter, sys.executable, '-c', SEND, address, str(port), path)


def random_bytes(chance):
    return chance.randbytes(chance.randrange(700))


def cut_short(chance, packet):
    return packet[:chance.randrange(len(packet))]


def changed(chance, packet):
    """With some bytes replaced, taken out or put in."""
    result = bytearray(packet)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(result))
        result[place:place + chance.randrange(2)] = random_bytes(chance)[:chance.randint(0, 2)]
    return bytes(result)


def seeded_chance():
    """Chance, whose seed is printed so that a failure can be repeated."""
    seed = random.randrange(2 ** 32)
    print('seed', seed)
    return random.Random(seed)
