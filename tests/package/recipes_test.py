"""The recipes for vcpkg and Conan, which nothing here can run: they are well formed, and of the
program's version."""

import json
import os
import re
import subprocess
import unittest

import command_help

PACKAGING = os.path.join(command_help.TREE, 'packaging')


def own_version():
    return subprocess.run([command_help.PROGRAM, '--version'], check=True, text=True,
                          stdout=subprocess.PIPE).stdout.split()[1]


def source_of(*path):
    with open(os.path.join(PACKAGING, *path), encoding='utf-8') as file:
        return file.read()


class Recipes(unittest.TestCase):

    def test_vcpkg_has_the_version(self):
        self.assertEqual(json.loads(source_of('vcpkg', 'vcpkg.json'))['version'], own_version())

    def test_conan_has_the_version(self):
        recipe = source_of('conan', 'conanfile.py')
        compile(recipe, 'conanfile.py', 'exec')
        self.assertEqual(re.findall(r"^    version = '(.*)'$", recipe, re.MULTILINE),
                         [own_version()])


if __name__ == '__main__':
    unittest.main()
