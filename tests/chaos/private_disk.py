"""A small disk that may be filled: a tmpfs in a mount namespace (mount_namespaces(7)) that nobody
else sees and that goes with the process. Needs root."""

import errno
import os
import subprocess
import sys

MARK = 'MAILSLOG_CHAOS_HAS_NAMESPACE'
CHUNK = bytes(64 * 1024)


def obstacle():
    """Why there can be no such disk here; None: there can."""
    if os.geteuid() != 0:
        return 'mounting a small disk needs root'
    try:
        tried = subprocess.run(['unshare', '--mount', 'true'], capture_output=True, text=True,
                               check=False)
    except FileNotFoundError:
        return 'unshare (util-linux) is not installed'
    return f'no mount namespace: {tried.stderr.strip()}' if tried.returncode else None


def enter_namespace():
    """Begins this program again in a mount namespace of its own, unless it is in one."""
    if MARK not in os.environ:
        os.execvpe('unshare', ['unshare', '--mount', sys.executable, '-B', *sys.argv],
                   dict(os.environ, **{MARK: '1'}))


def mount(folder, size_bytes):
    os.makedirs(folder)
    subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={size_bytes}', 'tmpfs', folder],
                   check=True)


def unmount(folder):
    subprocess.run(['umount', '--lazy', folder], check=True)


def fill(path):
    """Writes a file until the disk is full."""
    with open(path, 'ab', buffering=0) as file:
        for size in (len(CHUNK), 1):
            try:
                while file.write(CHUNK[:size]) == size:
                    pass
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
