"""The live page, `mailslog view`, as a browser and as other clients see it.

With a path it takes a picture of the page instead: python3 view_test.py docs/view.png
"""

import http.client
import json
import os
import signal
import socket
import sys
import threading
import unittest

import browser
from support import PATIENCE_SECONDS, SlotTest, free_port, read_text, wait_until

CLIENTS = 50
MOST_GIVEN = 1000  # lines at once, as line_feed.h has it
HOSTILE = ('<script>document.title="taken"</script><img src=x onerror=\'document.title="taken"\'>'
           '"]},{"Body":1} \u202e evil')


class ViewTest(SlotTest):

    def start_view(self, *arguments):
        self.port = free_port(socket.SOCK_STREAM)
        return self.restart_view(*arguments)

    def restart_view(self, *arguments):
        view = self.start('mailslog', 'view', '--listen', self.port, '--slot', self.slot, *arguments)
        view.wait_to_say('the page is at', 'errors')
        return view

    def stop_view(self, view):
        view.signal(signal.SIGINT)
        self.assertEqual(view.end(), 0, view.errors)

    def send(self, *texts, level='info', logger='-'):
        sender = self.start('mailslog', 'send', '--slot', self.slot, '--level', level,
                            '--logger', logger)
        for text in texts:
            sender.tell(text)
        self.expect_end(sender)

    def get(self, path='/', method='GET', headers=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), dict(answer.getheaders())
        finally:
            connection.close()


@unittest.skipUnless(browser.is_installed(), 'chromium and chromedriver are not installed')
class Page(ViewTest):
    size = (1200, 760)

    def setUp(self):
        super().setUp()
        self.collector = self.start_collector()
        self.browser = browser.Browser(self.folder, self.size)
        self.addCleanup(self.browser.quit)

    def open_page(self):
        self.browser.open(f'http://127.0.0.1:{self.port}/')

    def wait_for_lines(self, *expected):
        """Waits until just these are shown."""
        wait_until(lambda: self.browser.texts('#lines .text') == list(expected),
                   f'the lines {expected} on the page')

    def select(self, name, value):
        self.browser.run('const one = document.getElementById(arguments[0]);'
                         'one.value = arguments[1];'
                         'one.dispatchEvent(new Event("input", {bubbles: true}))', name, value)

    def test_lines_appear_as_they_are_logged(self):
        self.send('before')
        view = self.start_view()
        self.open_page()
        self.wait_for_lines('before')
        self.send('after', level='error')
        self.wait_for_lines('before', 'after')
        self.assertEqual(self.browser.texts('#lines .level'), ['info', 'error'])
        self.assertIn(f'process {self.collector.pid}', self.browser.text('#collector'))
        self.assertEqual(self.browser.complaints(), [])
        self.stop_view(view)
        self.collector.stop()

    def test_level_process_and_text_choose_lines(self):
        self.send('one', 'two')
        self.send('three', level='warning')
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 1')
        view = self.start_view()
        self.open_page()
        wait_until(lambda: len(self.browser.texts('#lines li')) == 4, 'four lines')
        self.select('level', '13')
        self.wait_for_lines('three')
        self.select('level', '0')
        self.select('process', 'mailslog')
        self.wait_for_lines('one', 'two', 'three')
        self.select('filter', 'TW')
        self.wait_for_lines('two')
        self.assertIn('1 of 4 lines', self.browser.text('#shown'))
        sender.end()
        self.stop_view(view)
        self.collector.stop()

    def hold_lines(self):
        """Has the page wait for its next lines until the function that this returns is called."""
        self.browser.run('const ask = window.fetch;'
                         'const held = new Promise((go) => { window.goOn = go; });'
                         'window.fetch = async (path, ...rest) => {'
                         '  if (path.startsWith("lines")) { window.isHeld = true; await held; }'
                         '  return ask(path, ...rest);'
                         '}')
        wait_until(lambda: self.browser.run('return window.isHeld === true'), 'the page to ask')
        return lambda: self.browser.run('window.goOn()')

    def test_what_is_missing_is_told_whatever_is_chosen(self):
        view = self.start_view()
        self.open_page()
        self.send('one')
        self.wait_for_lines('one')
        go_on = self.hold_lines()
        self.send(*['more'] * MOST_GIVEN, 'two', 'last')
        wait_until(lambda: f'"next":{MOST_GIVEN + 4}' in self.get('/lines')[1], 'all lines')
        go_on()
        wait_until(lambda: 'last' in self.browser.texts('#lines .text'), 'the last line')
        gap = '… 2 lines are not shown here'
        self.select('filter', 'last')
        self.wait_for_lines(gap, 'last')
        self.select('level', '17')
        self.wait_for_lines(gap)
        self.select('process', 'mailslog')
        self.wait_for_lines(gap)
        self.assertIn(f'0 of {MOST_GIVEN + 1} lines', self.browser.text('#shown'))
        self.stop_view(view)
        self.collector.stop()

    def test_hostile_text_is_shown_as_text(self):
        self.send(HOSTILE)
        view = self.start_view()
        self.open_page()
        wait_until(lambda: self.browser.texts('#lines .text'), 'the line')
        [text] = self.browser.texts('#lines .text')
        self.assertTrue(text.startswith('<script>document.title="taken"</script><img src=x'), text)
        self.assertEqual(self.browser.run('return document.title'), 'mailslog')
        self.assertEqual(self.browser.run('return document.images.length'), 0)
        self.assertEqual(self.browser.complaints(), [])
        self.stop_view(view)
        self.collector.stop()

    def test_a_pause_holds_the_lines_and_loses_none(self):
        self.send('one')
        view = self.start_view()
        self.open_page()
        self.wait_for_lines('one')
        self.browser.run('document.getElementById("pause").click()')
        self.send('two')
        wait_until(lambda: 'paused, 1 more' in self.browser.text('#shown'), 'the paused line')
        self.wait_for_lines('one')
        self.browser.run('document.getElementById("pause").click()')
        self.wait_for_lines('one', 'two')
        self.stop_view(view)
        self.collector.stop()

    def test_the_keyboard_is_enough(self):
        self.send('one', 'two', 'three')
        view = self.start_view()
        self.open_page()
        self.wait_for_lines('one', 'two', 'three')
        press = self.browser.press
        press('/')
        self.assertEqual(self.browser.focused(), 'filter')
        press('t', 'space', 'w')
        self.wait_for_lines()
        press('escape')
        self.assertEqual(self.browser.focused(), 'lines')
        self.select('filter', 't')
        self.wait_for_lines('two', 'three')
        press('up')
        self.assertEqual(self.browser.text('#lines [aria-selected=true] .text'), 'three')
        press('up')
        self.assertEqual(self.browser.text('#lines [aria-selected=true] .text'), 'two')
        press('end')
        self.assertEqual(self.browser.text('#lines [aria-selected=true] .text'), 'three')
        press('space')
        self.assertEqual(self.browser.run(
            'return document.getElementById("pause").getAttribute("aria-pressed")'), 'true')
        press('/')
        for name in ('level', 'process', 'pause', 'lines'):
            press('tab')
            self.assertEqual(self.browser.focused(), name)
            self.assertNotEqual(self.browser.run(
                'return getComputedStyle(document.activeElement).outlineStyle'), 'none', name)
        unlabelled = ('return [...document.querySelectorAll("input, select, button")]'
                      '.filter((one) => !one.labels.length && !one.textContent).length')
        self.assertEqual(self.browser.run(unlabelled), 0)
        self.stop_view(view)
        self.collector.stop()

    def test_losses_are_shown_with_their_sender(self):
        view = self.start_view()
        self.open_page()
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 10')
        wait_until(lambda: len(self.browser.texts('#lines li')) == 10, 'ten lines')
        self.collector.signal(signal.SIGSTOP)
        sender.obey('log 100000')
        self.collector.signal(signal.SIGCONT)
        sender.obey('stats')
        self.assertEqual(sender.end(), 0)
        lost = f'{sender.stats().dropped:,}'
        wait_until(lambda: self.browser.texts('#senders td:last-child.lossy') == [lost],
                   'the losses beside their sender')
        self.assertIn(lost, self.browser.texts('#figures dd.lossy'))
        self.assertEqual(self.browser.texts('#senders td:first-child'),
                         [f'obedient_sender[{sender.pid}]'])
        self.assertTrue(self.browser.run('return document.querySelectorAll("#lines li.loss").length')
                        or self.collector.stop().lost)
        wait_until(lambda: self.browser.run(
            'return document.getElementById("curve").getAttribute("points")'), 'a plot')
        self.stop_view(view)

    def test_it_goes_on_after_the_server_s_restart(self):
        self.send('one')
        view = self.start_view()
        self.open_page()
        self.wait_for_lines('one')
        self.stop_view(view)
        wait_until(lambda: not self.browser.run('return document.getElementById("problem").hidden'),
                   'a word about the missing server')
        self.send('two')
        view = self.restart_view()
        self.wait_for_lines('one', 'two')
        self.assertTrue(wait_until(lambda: self.browser.run(
            'return document.getElementById("problem").hidden'), 'no problem any more'))
        self.stop_view(view)
        self.collector.stop()

    def test_it_goes_on_after_the_collector_s_restart(self):
        view = self.start_view()
        self.open_page()
        self.send('one')
        self.wait_for_lines('one')
        self.collector.kill()
        wait_until(lambda: ', killed,' in self.browser.text('#collector'), 'the dead collector')
        self.collector = self.start_collector()
        self.send('two')
        self.wait_for_lines('one', 'two')
        wait_until(lambda: f'process {self.collector.pid}' in self.browser.text('#collector'),
                   'the new collector')
        self.stop_view(view)
        self.collector.stop()


class Server(ViewTest):

    def lines(self, session='', following=0):
        head, *lines = self.get(f'/lines?session={session}&next={following}')[1].splitlines()
        return json.loads(head), [json.loads(line)['Body'] for line in lines]

    def test_each_client_gets_each_line_once(self):
        collector = self.start_collector()
        view = self.start_view()
        self.send('one', 'two')
        head, lines = wait_until(lambda: self.at_least(2), 'two lines')
        self.assertEqual((lines, head['first'], head['next']), (['one', 'two'], 1, 3))
        self.assertEqual(self.lines(head['session'], head['next'])[1], [])
        self.assertEqual(self.lines(head['session'], 2)[1], ['two'])
        self.assertEqual(self.lines('another', 3)[1], ['one', 'two'])
        self.stop_view(view)
        collector.stop()

    def test_of_several_outputs_it_shows_the_first(self):
        path = os.path.join(self.folder, 'mailslog.toml')
        with open(path, 'w', encoding='ascii') as file:
            file.write("[[output]]\nfile = 'same.log'\n")
        collector = self.start_collector('--config', path)
        self.send('one', 'two')
        wait_until(lambda: 'two' in read_text(os.path.join(self.folder, 'same.log')), 'the lines')
        view = self.start_view()
        self.send('three')
        wait_until(lambda: 'three' in read_text(os.path.join(self.folder, 'same.log')), 'the line')
        self.assertEqual(wait_until(lambda: self.at_least(3), 'three lines')[1],
                         ['one', 'two', 'three'])
        self.stop_view(view)
        collector.stop()

    def test_a_collector_that_begins_later_is_found(self):
        view = self.start_view()
        wait_until(lambda: 'waiting for a collector' in view.errors, 'a word about it')
        collector = self.start('mailslog', 'collect', '--slot', self.slot, '--file', 'later.log')
        collector.wait_to_say('collecting', 'errors')
        self.send('one', 'two')
        self.assertEqual(wait_until(lambda: self.at_least(2), 'two lines')[1], ['one', 'two'])
        self.stop_view(view)
        collector.signal(signal.SIGINT)
        self.assertEqual(collector.end(), 0)

    def test_it_ends_while_it_waits_for_a_collector(self):
        self.stop_view(self.start_view())

    def at_least(self, count):
        head, lines = self.lines()
        return (head, lines) if len(lines) >= count else None

    def test_the_page_needs_nothing_from_elsewhere(self):
        view = self.start_view('none.log')
        for path in ('/', '/view.css', '/view.js', '/lines.js', '/state.js', '/icon.svg'):
            status, text, headers = self.get(path)
            self.assertEqual(status, 200)
            self.assertNotIn('http://', text.replace('http://www.w3.org/2000/svg', ''))
            self.assertNotIn('https://', text)
            self.assertTrue(headers['Content-Security-Policy'].startswith("default-src 'none'; "))
            self.assertEqual(headers['X-Content-Type-Options'], 'nosniff')
            self.assertEqual(headers['Cache-Control'], 'no-store')
        self.stop_view(view)

    def test_only_get_of_its_own_name_is_answered(self):
        view = self.start_view('none.log')
        for method in ('POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'):
            self.assertEqual(self.get('/', method)[0], 405)
        self.assertEqual(self.get('/../view.h')[0], 404)
        for host in ('evil.example', f'evil.example:{self.port}', '127.0.0.1:1', ''):
            self.assertEqual(self.get('/lines', headers={'Host': host})[0], 421)
        self.assertEqual(self.get('/', headers={'Host': f'localhost:{self.port}'})[0], 200)
        self.stop_view(view)

    def test_what_else_a_request_asks_for_is_not_looked_at(self):
        view = self.start_view('none.log')
        page = self.get('/')[1]
        for fields in ({'Range': 'bytes=0-' + 2000 * ',0-'}, {'Range': 'bytes=' + 4000 * '1' + '-'},
                       {'Range': 'bytes=0-0'}, {'Transfer-Encoding': 'chunked'},
                       {'Content-Length': '1000'}):
            self.assertEqual(self.get('/', headers=fields)[:2], (200, page))
        self.stop_view(view)

    def test_without_a_collector_it_says_so(self):
        view = self.start_view('none.log')
        state = json.loads(self.get('/state')[1])
        self.assertEqual(state['state'], 'none')
        self.assertIn('no collector owns', state['problem'])
        self.stop_view(view)

    def test_what_others_could_reach_is_refused(self):
        code, _, errors = self.run_to_end('mailslog', 'view', '--listen', '0.0.0.0:8123')
        self.assertEqual(code, 2)
        self.assertIn('the page is for this machine alone', errors)

    def test_a_port_that_is_taken_is_told(self):
        view = self.start_view('none.log')
        code, _, errors = self.run_to_end('mailslog', 'view', '--listen', str(self.port))
        self.assertEqual(code, 1)
        self.assertIn('the port is taken; choose another with --listen', errors)
        self.stop_view(view)

    def test_many_clients_and_slow_ones_take_nothing_from_the_log(self):
        collector = self.start_collector()
        view = self.start_view()
        over = threading.Event()
        answers = []
        clients = [threading.Thread(target=self.look_until, args=(over, answers))
                   for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        slow = socket.create_connection(('127.0.0.1', self.port))
        slow.settimeout(PATIENCE_SECONDS)
        slow.sendall(b'GET /lines HTTP/1.1\r\nHost: ')
        sender = self.start_sender('obedient_sender', 0)
        sender.obey('log 100000')
        sender.obey('stats')
        self.assertEqual(sender.end(), 0)
        self.assertEqual(slow.recv(1), b'')  # cut off, though it would have waited longer
        slow.close()
        wait_until(lambda: len(answers) > 2 * CLIENTS, 'answers')
        over.set()
        for client in clients:
            client.join()
        self.assertEqual(set(answers), {200})
        summary = collector.stop()
        self.assertEqual(summary.written + summary.lost, 100000)
        self.assertEqual(summary.lost, sender.stats().dropped)
        self.stop_view(view)

    def look_until(self, over, answers):
        while not over.is_set():
            answers.append(self.get('/lines')[0])
            answers.append(self.get('/state')[0])
            over.wait(0.5)


class Picture(Page):
    """No test, but what takes the picture in docs/."""
    path = ''
    size = (1000, 560)
    says = {'orders': ('0.03', 'order $i accepted'), 'shop': ('0.1', 'customer $i has paid'),
            'till': ('0.7', 'drawer opened, $i times today')}

    def runTest(self):
        view = self.start_view()
        self.open_page()
        apps = [self.start('mailslog', 'run', '--slot', self.slot, '--name', name, '--', 'sh', '-c',
                           f'while sleep {pause}; do i=$((i+1)); echo {text}; done')
                for name, (pause, text) in self.says.items()]
        self.wait_for_plot_of(45)
        self.send('stock of tea is low', level='warning', logger='stock')
        self.send('printer is out of paper', level='error', logger='printer')
        wait_until(lambda: 'printer is out of paper' in self.browser.texts('#lines .text'),
                   'the last line')
        self.browser.picture(self.path)
        for app in apps:
            app.signal(signal.SIGTERM)
        self.stop_view(view)

    def wait_for_plot_of(self, points):
        shown = 'return document.getElementById("curve").getAttribute("points").split(" ").length'
        wait_until(lambda: self.browser.run(shown) >= points, 'a plot')


def load_tests(loader, _tests, _pattern):
    return unittest.TestSuite(map(loader.loadTestsFromTestCase, (Page, Server)))


if __name__ == '__main__':
    if len(sys.argv) == 2 and sys.argv[1].endswith('.png'):
        Picture.path = os.path.abspath(sys.argv[1])
        sys.exit(not unittest.TextTestRunner().run(Picture('runTest')).wasSuccessful())
    unittest.main()
