"""Logging between computers: to all of a network, across routers, by several interfaces; and what
becomes of packets from those who should send none."""

import re
import unittest

from netns import NetworkTest
from packets import Catcher, changed, cut_short, random_bytes, seeded_chance, send_packets
from support import SLOWNESS, wait_until

PORT = 20138
CATCHERS_PORT = 20139

LINES = 2000 // SLOWNESS
SECONDS = 1  # that they take: no burst that a socket can't hold
MESSAGES = 20
FLOOD_PACKETS = 20_000 // SLOWNESS


class FleetTest(NetworkTest):

    def remote_slot(self, server):
        return self.slot.replace('.', server, 1)

    def start_listener(self, host, *arguments):
        return self.start_collector_on(host, '--listen', PORT, '--host', host.name, *arguments)

    def start_app_on(self, host, server, *arguments, seconds=SECONDS):
        """An application that logs to the computers that are called `server`."""
        return self.start('app_logger', '--slot', self.remote_slot(server), '--host', host.name,
                          '--port', PORT, '--lines', LINES, '--threads', 2, '--rate',
                          LINES / seconds, *arguments, under=host.enter)

    def send_messages(self, host, server, texts, *settings):
        """Sends each text as a packet of its own, without a number."""
        sender = self.start('message_sender', self.remote_slot(server), f'host={host.name}',
                            f'port={PORT}', *settings, under=host.enter)
        for text in texts:
            sender.tell(text)
        self.expect_end(sender)

    def wait_for(self, collector, text):
        wait_until(lambda: collector.log.count_of(text) > 0, f'{text!r} in {collector.log.path}')

    def expect_all_once(self, collector, *apps):
        """Stops the collector, whose log has all lines of the applications once, in order, and
        nothing else; returns its summary."""
        for app in apps:
            for thread in (1, 2):
                wait_until(lambda pid=app.pid, thread=thread:
                           self.has_last_line(collector.log, pid, thread),
                           f'the last line of thread {thread} of {app}')
        summary = collector.stop()
        self.log = collector.log
        self.expect_each_once_in_order({(app.pid, thread): LINES // 2
                                        for app in apps for thread in (1, 2)})
        self.assertEqual((summary.written, summary.lost), (len(apps) * LINES, 0))
        return summary

    @staticmethod
    def has_last_line(log, pid, thread):
        with open(log.path, 'rb') as file:
            return re.search(rb':%d@.*thread %d line %d:' % (pid, thread, LINES // 2), file.read())

    def origins(self, collector, pid):
        return {entry.origin for entry in collector.log.entries() if entry.pid == pid}


class Reach(FleetTest):
    """Two subnets with a router, which is on both."""

    def setUp(self):
        super().setUp()
        self.first = self.add_host('FIRST', '10.99.1.1/24', gateway='10.99.1.2')
        self.router = self.add_host('ROUTER', '10.99.1.2/24', '10.99.2.2/24')
        self.far = self.add_host('FAR', '10.99.2.3/24', gateway='10.99.2.2')

    def test_everyone_s_collectors_each_write_every_line_of_all_once(self):
        collectors = [self.start_listener(host) for host in (self.first, self.router)]
        at_first, at_router = (self.start_app_on(host, '*') for host in (self.first, self.router))
        self.expect_end(at_first, at_router)
        with_one, with_two = (self.expect_all_once(collector, at_first, at_router)
                              for collector in collectors)
        for collector in collectors:
            self.assertEqual(self.origins(collector, at_first.pid), {'FIRST(10.99.1.1)'})
        self.assertEqual(self.origins(collectors[0], at_router.pid), {'ROUTER(10.99.1.2)'})
        # The router hears its own two broadcasts.
        self.assertEqual((with_one.duplicates, with_two.duplicates), (0, LINES))
        self.assertEqual((with_one.refused, with_two.refused), ({}, {}))

    def test_a_computer_that_broadcasts_do_not_reach_is_reached_by_its_address(self):
        collector = self.start_listener(self.first)
        self.send_messages(self.far, '*', ['unheard'])
        app = self.start_app_on(self.far, 'FIRST', '--address', f'FIRST=10.99.1.1:{PORT}')
        self.expect_end(app)
        self.expect_all_once(collector, app)
        self.assertEqual(self.origins(collector, app.pid), {'FAR(10.99.2.3)'})

    def test_a_list_of_addresses_is_a_domain(self):
        collectors = [self.start_listener(host, '--domain', 'FLEET')
                      for host in (self.first, self.router)]
        other = self.start_listener(self.far)
        app = self.start_app_on(self.far, 'FLEET', '--address',
                                f'FLEET=10.99.1.1,10.99.1.2:{PORT},{self.far.address}')
        self.expect_end(app)
        for collector in collectors:
            self.expect_all_once(collector, app)
        summary = other.stop()  # a collector of another domain
        self.assertEqual((summary.received, list(summary.refused)), (0, ['other computer']))

    def test_a_line_that_comes_by_two_interfaces_is_written_once(self):
        twofold = self.add_host('TWOFOLD', '10.99.1.4/24', '10.99.2.4/24')
        collector = self.start_listener(self.router)
        app = self.start_app_on(twofold, '*')
        self.expect_end(app)
        self.assertEqual(self.expect_all_once(collector, app).duplicates, LINES)

    def test_so_is_a_message_without_a_number(self):
        twofold = self.add_host('TWOFOLD', '10.99.1.4/24', '10.99.2.4/24')
        collector = self.start_listener(self.router)
        texts = [f'message {number}' for number in range(MESSAGES)]
        self.send_messages(twofold, '*', texts)
        self.send_messages(self.far, 'ROUTER', ['end'], f'address=ROUTER={self.router.address}')
        self.wait_for(collector, 'end')
        summary = collector.stop()
        self.assertEqual(collector.log.messages(), [*texts, 'end'])
        self.assertEqual(summary.refused, {'repeated': MESSAGES})


class Defence(FleetTest):
    """A collector, an honest computer and a stranger, all on one network."""

    def setUp(self):
        super().setUp()
        self.host = self.add_host('COLLECTOR', '10.99.1.1/24')
        self.honest = self.add_host('HONEST', '10.99.1.2/24')
        self.stranger = self.add_host('STRANGER', '10.99.1.66/24')
        self.key = self.key_file()
        self.texts = [f'message {number}' for number in range(MESSAGES)]

    def send(self, host, texts, *settings):
        self.send_messages(host, 'COLLECTOR', texts, f'address=COLLECTOR={self.host.address}',
                           *settings)

    def expect_only_honest(self, collector, refused, *settings):
        """An honest message is all that the collector has written."""
        self.send(self.honest, ['honest'], *settings)
        self.wait_for(collector, 'honest')
        summary = collector.stop()
        self.assertEqual(collector.log.messages(), ['honest'])
        self.assertEqual((summary.written, summary.refused), (1, refused))

    def test_who_is_not_allowed_writes_nothing(self):
        collector = self.start_listener(self.host, '--allow', '10.99.1.0/27', '--allow',
                                        '10.98.0.0/16')
        self.send(self.stranger, self.texts)
        self.expect_only_honest(collector, {'not allowed': MESSAGES})

    def test_who_has_another_key_or_none_writes_nothing(self):
        collector = self.start_listener(self.host, '--key-file', self.key)
        self.send(self.stranger, self.texts, f'key_file={self.key_file("fedcba9876543210")}')
        self.send(self.stranger, self.texts[1:])
        self.expect_only_honest(collector, {'forged': MESSAGES, 'unsealed': MESSAGES - 1},
                                f'key_file={self.key}')

    def test_a_sealed_packet_is_taken_once_wherever_it_comes_from(self):
        collector = self.start_listener(self.host, '--key-file', self.key)
        packet = self.caught_packet('honest')
        for host in (self.honest, self.stranger):
            self.expect_end(send_packets(self, host, self.host.address, PORT, [packet] * 3))
        self.send(self.honest, ['end'], f'key_file={self.key}')
        self.wait_for(collector, 'end')
        summary = collector.stop()
        self.assertEqual(collector.log.messages(), ['honest', 'end'])
        self.assertEqual(summary.refused, {'replayed': 5})

    def caught_packet(self, text):
        """A packet that an honest program has sealed and sent, but not to the collector."""
        catcher = Catcher(self, self.honest, CATCHERS_PORT)
        self.send_messages(self.honest, 'COLLECTOR', [text], f'key_file={self.key}',
                           f'address=COLLECTOR={self.honest.address}:{CATCHERS_PORT}')
        return catcher.next()

    def test_a_flood_of_garbage_writes_nothing_and_is_counted(self):
        collector = self.start_listener(self.host, '--key-file', self.key)
        packet = self.caught_packet('honest')
        self.expect_end(send_packets(self, self.honest, self.host.address, PORT, [packet]))
        flood = send_packets(self, self.stranger, self.host.address, PORT, self.garbage(packet))
        flood.wait_to_say('^ready$')
        app = self.start_app_on(self.honest, 'COLLECTOR', '--key-file', self.key, '--address',
                                f'COLLECTOR={self.host.address}', seconds=5 * SECONDS)
        self.wait_for(collector, 'thread 1 line 1:')
        flood.tell('go')
        flood.wait_to_say('^sending$')
        self.assertIsNone(app.process.poll(), 'the flood came too late')
        self.expect_end(flood, app)
        wait_until(lambda: self.accounted_for(collector.log) == LINES, 'the honest lines')
        summary = collector.stop()
        print(vars(summary))
        self.expect_honest_lines_and_one_message(collector.log, app, summary)
        self.expect_counted(summary)

    @staticmethod
    def garbage(packet):
        """A flood of noise, and of what is left of a packet that has been taken already."""
        chance = seeded_chance()
        makers = (lambda: random_bytes(chance), lambda: cut_short(chance, packet),
                  lambda: changed(chance, packet))
        return [chance.choice(makers)() for _ in range(FLOOD_PACKETS)]

    def expect_honest_lines_and_one_message(self, log, app, summary):
        self.log = log
        written = self.expect_at_most_once_in_order()[app.pid]
        lost = self.log.reported_lost()[app.pid]
        self.assertEqual(written + lost, LINES)
        self.assertEqual([entry.message for entry in self.log.entries()
                          if entry.pid != app.pid and entry.logger != 'mailslog'], ['honest'])
        self.assertEqual((summary.written, summary.lost), (written + 1, lost))

    @staticmethod
    def accounted_for(log):
        with open(log.path, 'rb') as file:
            text = file.read()
        lost = re.findall(rb'lost (\d+) records? from ', text)
        return text.count(b'] thread ') + sum(map(int, lost))

    def expect_counted(self, summary):
        """Each packet of the flood was refused, but for those that the collector never saw, since
        its socket was full: the kernel counts them, the honest ones among them."""
        refused = sum(summary.refused.values())
        overflowed = self.udp_counter('RcvbufErrors')
        self.assertLessEqual(refused, FLOOD_PACKETS)
        self.assertGreaterEqual(refused + overflowed, FLOOD_PACKETS)
        for reason in ('truncated', 'wrong length', 'replayed'):
            self.assertGreater(summary.refused[reason], 0, reason)

    def udp_counter(self, name):
        """A counter of all that came to the collector's computer (RFC 4113)."""
        lines = self.host.run('cat', '/proc/net/snmp').splitlines()
        names, values = (line.split() for line in lines if line.startswith('Udp:'))
        return int(values[names.index(name)])


if __name__ == '__main__':
    unittest.main()
