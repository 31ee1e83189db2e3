"""Samba's own test of datagrams (smbtorture nbt.dgram.netlogon) against a slot_reader that listens
to the network and a slot_writer that answers it, on a computer that has but a loopback interface:
Samba looks for a domain's controller and is told of one."""

import os
import shutil
import unittest

from netns import NetworkTest

PORT = 20138
CONFIG = f'''[global]
workgroup = TESTWG
interfaces = 127.0.0.1/8
name resolve order = lmhosts
dgram port = {PORT}
'''
CONTROLLERS = '127.0.0.1 TESTWG#1c\n'  # lmhosts(5); its file's place is built in
ON_OWN_CONFIG = 'mount --bind "$0" /etc/samba && exec "$@"'


@unittest.skipUnless(shutil.which('smbtorture'), 'smbtorture (samba-testsuite) is not installed')
class Smbtorture(NetworkTest):

    def start_smbtorture(self, host):
        folder = os.path.join(self.folder, f'samba-{host.name}')
        os.mkdir(folder)
        for name, text in (('smb.conf', CONFIG), ('lmhosts', CONTROLLERS)):
            with open(os.path.join(folder, name), 'w', encoding='ascii') as file:
                file.write(text)
        return self.start_tool(
            *host.enter, 'unshare', '--mount', 'sh', '-c', ON_OWN_CONFIG, folder,
            'smbtorture', '//127.0.0.1/none', '--user=%', 'nbt.dgram.netlogon')

    def start_responder(self, host, domain):
        responder = self.start('netlogon_responder', 'RESPONDER', domain, PORT, under=host.enter)
        responder.wait_to_say('^listening$')
        return responder

    def test_it_gets_its_answer_from_us_and_fails_without(self):
        good, silent = (self.add_host(name) for name in ('good', 'silent'))
        unanswered = self.start_smbtorture(silent)
        of_other_domain = self.start_responder(silent, 'OTHERWG')
        responder = self.start_responder(good, 'TESTWG')
        answered = self.start_smbtorture(good)
        self.expect_end(answered)
        self.assertIn('success: netlogon', answered.output)
        responder.wait_to_say('^answered TORTURE_TEST$')
        self.assertNotEqual(unanswered.end(), 0)  # it waits for half a minute
        self.assertIn('Failed to receive a netlogon reply packet', unanswered.output)
        self.assertNotIn('answered', of_other_domain.output)


if __name__ == '__main__':
    unittest.main()
