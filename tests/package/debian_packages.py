"""Debian's packages as scripts/build_packages.sh has built them, in $MAILSLOG_PACKAGES."""

import glob
import os
import subprocess

PACKAGES = os.environ['MAILSLOG_PACKAGES']


def path_of(package):
    [path] = glob.glob(os.path.join(PACKAGES, package + '_*.deb'))
    return path


def both():
    return [path_of('mailslog'), path_of('libmailslog-dev')]


def said_by(*command, **how):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **how).stdout
