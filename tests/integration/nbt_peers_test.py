"""What others make of our remote mailslot's datagrams: Samba's own parser (ndrdump) reads and
re-encodes each of them to the same bytes, and Wireshark (tshark) has nothing to object to."""

import collections
import os
import shutil
import struct
import subprocess
import unittest

from support import PATIENCE_SECONDS, SlotTest

Sample = collections.namedtuple('Sample', 'kind destination slot message_bytes scope',
                                defaults=('logs\\app', 59, ''))
SAMPLES = {
    'unique': Sample('unique', 'COLLECTOR'),
    'group': Sample('group', 'WORKGROUP'),
    'broadcast': Sample('broadcast', '*'),
    'empty': Sample('unique', 'COLLECTOR', message_bytes=0),
    'longest': Sample('unique', 'COLLECTOR', message_bytes=424),
    'longest for nmbd': Sample('unique', 'COLLECTOR', message_bytes=406),
    'shortest slot': Sample('group', 'A', 'x', 424),
    'longest slot': Sample('unique', 'FIFTEEN-LETTERS', 'Deep\\' * 12 + 'Down', 368),
    'scoped': Sample('unique', 'COLLECTOR', scope='EXAMPLE.COM'),
}

NETBIOS_DATAGRAM_PORT = 138
PCAP_HEADER = struct.pack('<IHHiIII', 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)  # 101: bare IP packets


def checksum(data):
    """The Internet checksum (RFC 1071)."""
    words = struct.unpack(f'!{(len(data) + 1) // 2}H', data + b'\0' * (len(data) % 2))
    total = sum(words)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def udp(payload, source, destination):
    """A UDP packet (RFC 768) between two addresses of four bytes each."""
    def header(check):
        return struct.pack('!HHHH', NETBIOS_DATAGRAM_PORT, NETBIOS_DATAGRAM_PORT,
                           8 + len(payload), check)
    pseudo_header = source + destination + struct.pack('!BBH', 0, 17, 8 + len(payload))
    return header(checksum(pseudo_header + header(0) + payload) or 0xFFFF) + payload


def ipv4(payload, source, destination):
    """An IP packet (RFC 791) that carries UDP."""
    def header(check):
        return struct.pack('!BBHHHBBH', 0x45, 0, 20 + len(payload), 1, 0, 64, 17, check)
    return header(checksum(header(0) + source + destination)) + source + destination + payload


def capture(payloads):
    """A capture file (pcap-savefile(5)) of the payloads as UDP packets."""
    source, destination = bytes([10, 99, 1, 2]), bytes([10, 99, 1, 1])
    data = PCAP_HEADER
    for payload in payloads:
        packet = ipv4(udp(payload, source, destination), source, destination)
        data += struct.pack('<IIII', 0, 0, len(packet), len(packet)) + packet
    return data


class Peer(SlotTest):

    def packet(self, sample):
        done = subprocess.run(self.command('nbt_packet', *sample), capture_output=True, check=True,
                              timeout=PATIENCE_SECONDS)
        return done.stdout

    def packet_file(self, data):
        path = os.path.join(self.folder, 'packet')
        with open(path, 'wb') as file:
            file.write(data)
        return path

    def run_tool(self, *command):
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False,
                              timeout=PATIENCE_SECONDS)


@unittest.skipUnless(shutil.which('ndrdump'), 'ndrdump (samba-testsuite) is not installed')
class Samba(Peer):

    def dump(self, data):
        return self.run_tool('ndrdump', '--validate', 'nbt', 'nbt_dgram_packet', 'struct',
                             self.packet_file(data))

    def expect_taken(self, sample, done):
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn('dump OK', done.stdout)
        for text in (f"'\\MAILSLOT\\{sample.slot}'", f"'{sample.destination}'", "'HOST1'",
                     f' data_count               : 0x{sample.message_bytes:04x} '):
            self.assertIn(text, done.stdout)

    def test_it_reads_each_of_ours_and_encodes_it_to_the_same_bytes(self):
        for name, sample in SAMPLES.items():
            if not sample.scope:
                with self.subTest(name):
                    done = self.dump(self.packet(sample))
                    self.expect_taken(sample, done)
                    self.assertNotIn('WARNING', done.stdout + done.stderr)

    def test_it_reads_a_scope_though_it_would_write_a_label_pointer_for_the_second(self):
        sample = SAMPLES['scoped']
        done = self.dump(self.packet(sample))
        self.expect_taken(sample, done)
        self.assertEqual(done.stdout.count(f"scope                    : '{sample.scope}'"), 2)
        self.assertIn('= 0x07 validated byte[0x5D] = 0xC0', done.stdout)

    def test_it_objects_to_a_datagram_cut_short(self):
        packet = self.packet(SAMPLES['unique'])
        self.assertNotEqual(self.dump(packet[:100]).returncode, 0)
        self.assertIn('WARNING', self.dump(packet[:-1]).stdout)


@unittest.skipUnless(shutil.which('tshark'), 'tshark is not installed')
class Wireshark(Peer):
    FIELDS = ('_ws.malformed', '_ws.expert', 'nbdgm.type', 'nbdgm.destination_name',
              'smb.dc', 'mailslot.name')

    def dissect(self, packets):
        """What tshark says of each packet, by the names of its fields."""
        with open(os.path.join(self.folder, 'pcap'), 'wb') as file:
            file.write(capture(packets))
        fields = [argument for field in self.FIELDS for argument in ('-e', field)]
        done = self.run_tool('tshark', '-r', 'pcap', '-o', 'ip.check_checksum:TRUE', '-o',
                             'udp.check_checksum:TRUE', '-T', 'fields', *fields)
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = [dict(zip(self.FIELDS, line.split('\t'))) for line in done.stdout.splitlines()]
        self.assertEqual(len(rows), len(packets), done.stdout)
        return rows

    def test_it_finds_nothing_malformed_and_nothing_to_remark_on_in_ours(self):
        types = {'unique': 16, 'group': 17, 'broadcast': 18}
        rows = self.dissect([self.packet(sample) for sample in SAMPLES.values()])
        for (name, sample), row in zip(SAMPLES.items(), rows):
            with self.subTest(name):
                self.assertEqual((row['_ws.malformed'], row['_ws.expert']), ('', ''))
                self.assertEqual(int(row['nbdgm.type']), types[sample.kind])
                self.assertIn(sample.destination + '<00>', row['nbdgm.destination_name'])
                self.assertEqual(int(row['smb.dc']), sample.message_bytes)
                if sample.message_bytes:  # it takes an empty message for an interim reply
                    # A backslash is spelled double.
                    self.assertEqual(row['mailslot.name'].replace('\\\\', '\\'),
                                     '\\MAILSLOT\\' + sample.slot)

    def test_it_objects_to_a_datagram_cut_short(self):
        packet = self.packet(SAMPLES['unique'])
        for row in self.dissect([packet[:60], packet[:100], packet[:150]]):
            self.assertTrue(row['_ws.malformed'])

    def test_it_objects_to_a_wrong_checksum(self):
        good = capture([b'payload'])
        wrong = bytearray(good)
        wrong[-1] ^= 1
        for data, remarks in ((good, False), (wrong, True)):
            with open(os.path.join(self.folder, 'pcap'), 'wb') as file:
                file.write(data)
            done = self.run_tool('tshark', '-r', 'pcap', '-o', 'udp.check_checksum:TRUE', '-T',
                                 'fields', '-e', 'udp.checksum.status')
            self.assertEqual(done.stdout.strip(), '0' if remarks else '1')


if __name__ == '__main__':
    unittest.main()
