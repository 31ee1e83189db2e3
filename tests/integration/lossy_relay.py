"""A bad network between a sender and a collector: a UDP port that passes on what comes to it, but
loses some packets, sends some twice and holds some back until others have overtaken them. All by
chance, from a seed that is printed, so that a run can be repeated as far as its timing can."""

import collections
import random
import socket
import threading
import time

LONGEST_PACKET = 2048
SOCKET_BYTES = 4 * 1024 * 1024

# A packet that was held back goes on behind so many others, or when nothing came for a while.
MOST_OVERTAKING = 30
SILENCE_SECONDS = 0.02

Chances = collections.namedtuple('Chances', 'lost twice late')


class LossyRelay:
    """Takes packets at `entry` and passes them on to `destination`, both (address, port)."""

    def __init__(self, entry, destination, chances):
        self.counts = dict.fromkeys(('came', 'lost', 'twice', 'late'), 0)
        self.longest_hold = 0  # seconds that a packet was held back
        self._destination = destination
        self._chances = chances
        self._waiting = []  # [how many may still overtake it, since when, packet]
        self._seed = random.randrange(2 ** 32)
        self._random = random.Random(self._seed)
        self._stopped = threading.Event()
        self._inside = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._inside.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BYTES)
        self._inside.bind(entry)
        self._inside.settimeout(SILENCE_SECONDS)
        self._outside = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._outside.bind((entry[0], 0))
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def stop(self):
        """Passes on what it still holds and what has been sent to it, then ends."""
        self._stopped.set()
        self._thread.join()
        self._inside.close()
        self._outside.close()

    def __str__(self):
        return (f'relay with seed {self._seed}: {self.counts}, '
                f'held back for {self.longest_hold:.3f} s at most')

    def _run(self):
        while True:
            try:
                self._take(self._inside.recv(LONGEST_PACKET))
            except socket.timeout:
                self._release(everything=True)
                if self._stopped.is_set():
                    return

    def _take(self, packet):
        self.counts['came'] += 1
        if self._happens('lost'):
            return
        if self._happens('twice'):
            self._hold_back(packet)
        if self._happens('late'):
            self._hold_back(packet)
        else:
            self._pass_on(packet)
        self._release()

    def _happens(self, what):
        happens = self._random.random() < getattr(self._chances, what)
        self.counts[what] += happens
        return happens

    def _hold_back(self, packet):
        left = self._random.randint(1, MOST_OVERTAKING)
        self._waiting.append([left, time.monotonic(), packet])

    def _release(self, everything=False):
        for held in self._waiting:
            held[0] -= 1
        due = [(since, packet) for left, since, packet in self._waiting if everything or left < 0]
        self._waiting = [held for held in self._waiting if not everything and held[0] >= 0]
        for since, packet in due:
            self._pass_on(packet)
            self.longest_hold = max(self.longest_hold, time.monotonic() - since)

    def _pass_on(self, packet):
        try:
            self._outside.sendto(packet, self._destination)
        except ConnectionRefusedError:
            pass  # word of an earlier packet that found nobody: the network does not care
