"""The textbook pair: a server that prints each message until "quit", a client that sends each word
of its input. On Windows the same pair on the bare Win32 calls must be able to take either part."""

import unittest

from support import ON_WINDOWS, SlotTest

SERVERS = ('slot_server', 'bare_server') if ON_WINDOWS else ('slot_server',)
CLIENTS = ('slot_client', 'bare_client') if ON_WINDOWS else ('slot_client',)


class SlotPair(SlotTest):

    def converse(self, server_name, client_name):
        server = self.start(server_name, self.slot)
        server.wait_to_say('waiting')
        self.assertTrue(self.send_words(client_name))
        self.expect_end(server)
        return server.said['output']

    def send_words(self, client_name):
        return self.run_to_end(client_name, self.slot, input_text='two words\na-third quit\n')[0] == 0

    def test_each_word_arrives_as_a_message_whichever_side_is_ours(self):
        for server in SERVERS:
            for client in CLIENTS:
                with self.subTest(server=server, client=client):
                    said = self.converse(server, client)
                    self.assertEqual([line for line in said if ' ' not in line and line != 'quit'],
                                     ['two', 'words', 'a-third'])

    def test_a_client_without_a_server_says_so(self):
        client = self.start('slot_client', self.slot)
        client.close_input()
        self.assertEqual(client.end(), 1)
        self.assertIn(self.slot, client.errors)


if __name__ == '__main__':
    unittest.main()
