"""Networks of computers for tests, made of Linux network namespaces (network_namespaces(7)), which
needs root. A test says which computers there are and what runs on each:

    class Fleet(NetworkTest):
        def test_something(self):
            first = self.add_host('first', '10.99.1.1/24')
            router = self.add_host('router', '10.99.1.254/24', '10.99.2.254/24')
            far = self.add_host('far', '10.99.2.1/24', gateway='10.99.2.254')
            program = self.start('app_logger', under=first.enter)

Addresses of one network are on one Ethernet, with broadcasts; who has several forwards between
them. A computer has local slots of its own, too; its files are everybody's. The machine's own
interfaces are never touched. Each computer is held by a process that waits for the end of its
input, so that no network is left behind however the test ends.
"""

import functools
import ipaddress
import os
import shutil
import subprocess

from support import PATIENCE_SECONDS, Collector, Log, Program, SlotTest, wait_until


@functools.lru_cache(maxsize=None)
def obstacle():
    """Why there can be no networks here; None: there can."""
    for tool in ('ip', 'nsenter', 'unshare'):
        if not shutil.which(tool):
            return f'{tool} (iproute2, util-linux) is not installed'
    made = subprocess.run(
        ['unshare', '--net', '--uts', 'sh', '-c', 'ip link add switch type bridge && '
         'ip link add port master switch type veth peer name eth0'],
        capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    return f'no networks for tests without root: {made.stderr.strip()}' if made.returncode else None


class Namespace:
    """A network stack and a host name, alone in the world as long as its holder lives."""

    def __init__(self, name):
        self.name = name
        self._holder = subprocess.Popen(
            ['unshare', '--net', '--uts', 'sh', '-c', 'hostname "$0" && echo made && exec cat', name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.pid = self._holder.pid
        # What runs the command that follows it in here, as the process that it was itself.
        self.enter = ('nsenter', f'--target={self.pid}', '--net', '--uts')
        said = self._holder.stdout.readline()
        if said != b'made\n':
            self.discard()
            raise AssertionError(f'no network namespace for {name}: {said!r}')

    def run(self, *command):
        """Runs a command in here to its end and returns what it printed."""
        done = subprocess.run([*self.enter, *command], capture_output=True, text=True,
                              timeout=PATIENCE_SECONDS, check=False)
        if done.returncode != 0:
            raise AssertionError(f'{self.name}: {command} exited with {done.returncode}: '
                                 f'{done.stdout}{done.stderr}')
        return done.stdout

    def ip(self, words):
        return self.run('ip', *words.split())

    def wait_until_up(self, interface):
        wait_until(lambda: ' state UP ' in self.ip(f'-oneline link show dev {interface}'),
                   f'{interface} of {self.name} to be up')

    def discard(self):
        self._holder.stdin.close()
        try:
            self._holder.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._holder.kill()
            self._holder.wait()
        self._holder.stdout.close()


class Switch(Namespace):
    """Everybody's Ethernets: a bridge for each network, with a port for each computer in it."""

    def __init__(self):
        super().__init__('switch')
        self._bridges = {}
        self._ports = 0

    def connect(self, host, interface, network):
        bridge = self._bridge_of(network)
        self._ports += 1
        port = f'port{self._ports}'
        self.ip(f'link add {port} master {bridge} up type veth '
                f'peer name {interface} netns {host.pid}')
        host.ip(f'link set {interface} up')
        for side, name in ((self, port), (host, interface)):
            side.wait_until_up(name)

    def _bridge_of(self, network):
        if network not in self._bridges:
            bridge = self._bridges[network] = f'bridge{len(self._bridges) + 1}'
            self.ip(f'link add {bridge} up type bridge')
        return self._bridges[network]


class Host(Namespace):
    """A computer: its interfaces are eth0, eth1, ... in the order of its addresses."""

    def __init__(self, name, slot_folder):
        super().__init__(name)
        self.enter += ('env', f'MAILSLOT_DIR={slot_folder}')
        self.interfaces = []
        self.ip('link set lo up')

    @property
    def address(self):
        return str(self.interfaces[0].ip)

    @property
    def broadcast_address(self):
        return str(self.interfaces[0].network.broadcast_address)

    def connect(self, switch, address):
        interface = ipaddress.ip_interface(address)
        name = f'eth{len(self.interfaces)}'
        self.interfaces.append(interface)
        switch.connect(self, name, interface.network)
        self.ip(f'address add {interface} broadcast + dev {name}')

    def forward(self):
        self.run('sh', '-c', 'echo 1 >/proc/sys/net/ipv4/ip_forward')


class Nmbd(Program):
    """Samba's NetBIOS daemon on a computer, with the computer's name, and nothing of the
    system's own Samba."""

    CONFIG = ('[global]\nserver role = standalone server\nload printers = no\nnetbios name = {name}\n'
              'workgroup = {workgroup}\ninterfaces = {interfaces}\nprivate dir = {folder}\n'
              'lock directory = {folder}\nstate directory = {folder}\ncache directory = {folder}\n'
              'pid directory = {folder}\nnmbd:socket dir = {folder}/sockets\n'
              'log file = {folder}/log\n')

    def __init__(self, host, folder, workgroup, settings):
        # Where the socket "unexpected" is, which gives other programs the datagrams of a mailslot.
        self.socket_folder = os.path.join(folder, 'sockets')
        config = os.path.join(folder, 'smb.conf')
        with open(config, 'w', encoding='utf-8') as file:
            file.write(self.CONFIG.format(name=host.name, workgroup=workgroup, folder=folder,
                                          interfaces=' '.join(map(str, host.interfaces))))
            file.writelines(f'{key} = {value}\n' for key, value in settings.items())
        super().__init__(
            [*host.enter, 'nmbd', '--foreground', '--no-process-group', '--debug-stdout',
             f'--configfile={config}'], folder, None)


class NetworkTest(SlotTest):
    """A test with a network of its own, empty at first; skipped where there can be none."""

    def setUp(self):
        if obstacle():
            self.skipTest(obstacle())
        super().setUp()
        self._switch = self._keep(Switch())

    def add_host(self, name, *addresses, gateway=None):
        """A new computer that has these addresses ("10.99.1.1/24"), all of different networks."""
        host = self._keep(Host(name, os.path.join(self.folder, f'slots-{name}')))
        for address in addresses:
            host.connect(self._switch, address)
        if len(addresses) > 1:
            host.forward()
        if gateway:
            host.ip(f'route add default via {gateway}')
        return host

    def start_collector_on(self, host, *arguments):
        """Starts a collector on a computer and waits until it owns the slot there; its `log` is
        what it writes."""
        file = os.path.join(self.folder, f'{host.name}.log')
        command = self.command('mailslog', 'collect', '--slot', self.slot, '--file', file)
        collector = Collector([*host.enter, *command, *map(str, arguments)], self.folder,
                              self.environment)
        self.addCleanup(collector.discard)
        collector.log = Log(file)
        return collector.wait_until_ready()

    def start_nmbd(self, host, workgroup, settings=None):
        """Starts nmbd; `settings` are further ones of smb.conf(5). It takes seconds more until it
        answers to its names."""
        if not shutil.which('nmbd'):
            self.skipTest('nmbd (samba) is not installed')
        folder = os.path.join(self.folder, f'nmbd-{host.name}')
        os.mkdir(folder)
        nmbd = Nmbd(host, folder, workgroup, settings or {})
        self.addCleanup(nmbd.discard)
        nmbd.wait_to_say('started')
        return nmbd

    def _keep(self, namespace):
        self.addCleanup(namespace.discard)
        return namespace
