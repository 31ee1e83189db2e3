"""A fresh Debian 12 in a folder, made by debootstrap, for packages to be tried in. Needs root.

What runs there has mounts and processes of its own, which end with it: nothing is to be undone but
the folder. Packages come from where this machine's own come from, and are kept in
build/debian_cache for the next time.
"""

import os
import shutil
import subprocess
import tempfile

from support import TREE

CACHE = os.path.join(TREE, 'build', 'debian_cache')
RELEASE = 'bookworm'
BOUND_SECONDS = 900  # of one command

# $1: the root, $2: the cache; the rest is run in it.
ENTER = '''
mount --bind "$2" "$1/var/cache/apt/archives"
mount -t proc proc "$1/proc"
root=$1; shift 2
exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \\
    DEBIAN_FRONTEND=noninteractive "$@"
'''


def own_mirror():
    said = subprocess.run(
        ['apt-get', 'indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages',
         'Label: Debian', 'Codename: ' + RELEASE], check=True, stdout=subprocess.PIPE, text=True)
    return said.stdout.split()[0]


class Chroot:

    def __init__(self):
        self.root = tempfile.mkdtemp(prefix='mailslog-debian-', dir=os.path.join(TREE, 'build'))
        os.chmod(self.root, 0o755)
        os.makedirs(os.path.join(CACHE, 'partial'), exist_ok=True)

    def build(self):
        mirror = own_mirror()
        self._call(['debootstrap', '--variant=minbase', '--cache-dir=' + CACHE, RELEASE, self.root,
                    mirror])
        shutil.copy('/etc/resolv.conf', self.path('etc/resolv.conf'))
        self.write('etc/apt/apt.conf.d/99kept', 'APT::Keep-Downloaded-Packages "true";\n'
                   'APT::Install-Recommends "false";\nAPT::Sandbox::User "root";\n')
        self.run('apt-get', 'update')

    def discard(self):
        shutil.rmtree(self.root)

    def path(self, name):
        return os.path.join(self.root, name.lstrip('/'))

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='utf-8') as file:
            file.write(text)

    def command(self, *command):
        """What runs a command in there."""
        return ['unshare', '--mount', '--pid', '--fork', '--kill-child', 'sh', '-ec', ENTER, 'sh',
                self.root, CACHE, *command]

    def run(self, *command, **how):
        """Its standard output; an AssertionError with all that it said if it fails."""
        return self._call(self.command(*command), **how)

    def shell(self, script, **how):
        return self.run('bash', '-euc', script, **how)

    def files(self):
        """All that is there but processes, devices, and what apt and dpkg note down."""
        notes = '^/(proc|sys|dev|var/cache|var/lib/(apt|dpkg)|var/log/(apt|dpkg.log|alternatives.log))'
        found = self.run('find', '/', '-xdev', '-regextype', 'egrep', '-not', '-regex',
                         notes.replace('^', '') + '(/.*)?')
        return set(found.splitlines())

    def _call(self, command, **how):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=BOUND_SECONDS,
                              check=False, **how)
        if done.returncode != 0:
            raise AssertionError(f'{command} exited with {done.returncode}: '
                                 f'{done.stdout[-2000:]}\n{done.stderr[-3000:]}')
        return done.stdout
