"""Chromium without a window, driven by chromedriver in the words of the WebDriver protocol
(https://www.w3.org/TR/webdriver2/)."""

import base64
import http.client
import json
import os
import shutil
import socket
import subprocess

from support import PATIENCE_SECONDS, free_port, wait_until

ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'
KEYS = {'space': ' ', 'up': '\ue013', 'down': '\ue015', 'end': '\ue010', 'escape': '\ue00c',
        'tab': '\ue004', 'enter': '\ue007'}


def is_installed():
    return all(shutil.which(program) for program in ('chromium', 'chromedriver'))


class Browser:
    """One page; quit() ends it."""

    def __init__(self, folder, size):
        self._port = free_port(socket.SOCK_STREAM)
        self._session = None
        home = os.path.join(folder, 'browser')
        os.makedirs(home, exist_ok=True)
        environment = dict(os.environ, HOME=home, TMPDIR=home)
        self._driver = subprocess.Popen(
            ['chromedriver', f'--port={self._port}'], env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self._is_ready, 'chromedriver')
        arguments = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
                     '--force-prefers-no-reduced-motion', f'--user-data-dir={home}/profile',
                     '--window-size={},{}'.format(*size)]
        options = {'args': arguments}
        capabilities = {'browserName': 'chrome', 'goog:chromeOptions': options,
                        'goog:loggingPrefs': {'browser': 'ALL'}}
        made = self._ask('POST', '/session', {'capabilities': {'alwaysMatch': capabilities}})
        self._session = f'/session/{made["sessionId"]}'

    def _is_ready(self):
        try:
            return self._ask('GET', '/status')['ready']
        except OSError:
            return False

    def _ask(self, method, path, body=None):
        connection = http.client.HTTPConnection('127.0.0.1', self._port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, None if body is None else json.dumps(body),
                               {'Content-Type': 'application/json'})
            answer = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        value = answer['value']
        if isinstance(value, dict) and 'error' in value:
            raise AssertionError(f'{method} {path}: {value["error"]}: {value["message"]}')
        return value

    def _tell(self, path, body=None, method='POST'):
        return self._ask(method, self._session + path, body if method == 'POST' else None)

    def open(self, address):
        self._tell('/url', {'url': address})

    def run(self, script, *arguments):
        """What the script returns."""
        return self._tell('/execute/sync', {'script': script, 'args': list(arguments)})

    def text(self, selector):
        return self.run('return document.querySelector(arguments[0]).textContent', selector)

    def texts(self, selector):
        return self.run('return [...document.querySelectorAll(arguments[0])]'
                        '.map((one) => one.textContent)', selector)

    def press(self, *keys):
        """Keys, one after the other, to whatever has the focus."""
        strokes = []
        for key in keys:
            value = KEYS.get(key, key)
            strokes += [{'type': 'keyDown', 'value': value}, {'type': 'keyUp', 'value': value}]
        self._tell('/actions', {'actions': [{'type': 'key', 'id': 'keyboard', 'actions': strokes}]})

    def focused(self):
        return self.run('return document.activeElement.id || document.activeElement.tagName')

    def complaints(self):
        """What the browser has logged: errors of scripts, what the page's policy has blocked."""
        entries = self._tell('/se/log', {'type': 'browser'})
        return [entry['message'] for entry in entries if entry['level'] == 'SEVERE']

    def picture(self, path):
        with open(path, 'wb') as file:
            file.write(base64.b64decode(self._tell('/screenshot', method='GET')))

    def quit(self):
        try:
            if self._session:
                self._tell('', method='DELETE')
        finally:
            self._driver.terminate()
            self._driver.wait()
