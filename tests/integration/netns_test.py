"""The tests' networks themselves: who reaches whom, and that nothing of them stays behind."""

import os
import shutil
import sys
import unittest

from netns import NetworkTest
from support import wait_until

PORT = 20138

RECEIVE = f'''
import socket
receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.bind(('', {PORT}))
print('ready', flush=True)
while True:
    data, source = receiver.recvfrom(2048)
    print(data.decode(), 'from', source[0], flush=True)
'''
SEND = f'''
import socket, sys
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
sender.sendto(sys.argv[2].encode(), (sys.argv[1], {PORT}))
'''


class Network(NetworkTest):

    def start_receiver(self, host):
        receiver = self.start_tool(*host.enter, sys.executable, '-c', RECEIVE)
        receiver.wait_to_say('ready')
        return receiver

    @staticmethod
    def send(host, address, text):
        host.run(sys.executable, '-c', SEND, address, text)

    def test_two_computers_of_a_network_reach_each_other(self):
        first = self.add_host('first', '10.99.1.1/24')
        second = self.add_host('second', '10.99.1.2/24')
        at_first, at_second = self.start_receiver(first), self.start_receiver(second)
        self.send(first, second.address, 'ping')
        at_second.wait_to_say('^ping from 10.99.1.1$')
        self.send(second, first.address, 'pong')
        at_first.wait_to_say('^pong from 10.99.1.2$')

    def test_a_broadcast_reaches_its_network_and_no_other(self):
        first = self.add_host('first', '10.99.1.1/24')
        second = self.add_host('second', '10.99.1.2/24')
        router = self.add_host('router', '10.99.1.254/24', '10.99.2.254/24')
        far = self.add_host('far', '10.99.2.1/24', gateway='10.99.2.254')
        receivers = [self.start_receiver(host) for host in (first, second, router)]
        at_far = self.start_receiver(far)
        self.assertEqual(first.broadcast_address, '10.99.1.255')
        self.send(first, first.broadcast_address, 'everyone')
        for receiver in receivers:
            receiver.wait_to_say('^everyone from 10.99.1.1$')
        first.ip('route add 10.99.2.0/24 via 10.99.1.254')
        self.send(first, far.address, 'you alone')  # on the same way, behind the broadcast
        at_far.wait_to_say('^you alone from 10.99.1.1$')
        self.assertNotIn('everyone', at_far.output)

    def test_a_computer_has_its_own_name_and_only_its_own_interfaces(self):
        host = self.add_host('alone', '10.99.1.1/24')
        self.assertEqual(host.run('uname', '-n'), 'alone\n')
        names = [line.split()[1] for line in host.ip('-oneline link show').splitlines()]
        self.assertEqual([name.split('@')[0].strip(':') for name in names], ['lo', 'eth0'])
        self.assertNotEqual(os.uname().nodename, 'alone')

    def test_computers_have_slots_of_the_same_name(self):
        for name in ('first', 'second'):
            host = self.add_host(name)
            collector = self.start_collector_on(host)
            sender = self.start_sender('obedient_sender', 0, under=host.enter)
            sender.obey('log 3')
            wait_until(lambda log=collector.log: log.count_of('line 3:') == 1, 'the last line')
            self.assertEqual({entry.pid for entry in collector.log.entries()}, {sender.pid})

    def test_a_computer_is_gone_with_its_holder(self):
        host = self.add_host('short-lived', '10.99.1.1/24')
        host.discard()
        self.assertFalse(os.path.exists(f'/proc/{host.pid}'))
        wait_until(lambda: 'port1' not in self._switch.ip('-oneline link show'), 'an empty switch')

    @unittest.skipUnless(shutil.which('nmblookup'), 'nmblookup (samba-common-bin) is not installed')
    def test_nmbd_answers_to_its_names(self):
        server = self.add_host('server', '10.99.1.1/24')
        client = self.add_host('client', '10.99.1.2/24')
        nmbd = self.start_nmbd(server, 'FLEET', {'netbios aliases': 'COLLECTOR'})

        def address_of(name):
            asked = self.start_tool(*client.enter, 'nmblookup', '--configfile=/dev/null',
                                    '-B', client.broadcast_address, name)
            asked.end()
            return f'{server.address} {name}<00>' in asked.output
        for name in ('SERVER', 'COLLECTOR', 'FLEET'):
            wait_until(lambda name=name: address_of(name), f'nmbd to answer to {name}')
        self.assertFalse(address_of('NOBODY'))
        self.assertTrue(os.path.exists(os.path.join(nmbd.socket_folder, 'unexpected')))


if __name__ == '__main__':
    unittest.main()
