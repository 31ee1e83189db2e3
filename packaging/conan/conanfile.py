"""A recipe of the sink for Conan 2: conan create packaging/conan

It packs the tree that it lies in. Not tried: our tests have no Conan.
"""

import os

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy


class MailslogConan(ConanFile):
    name = 'mailslog'
    version = '0.1.0'
    license = 'MIT'
    description = 'Many processes, one log: an spdlog sink over mailslots'
    package_type = 'static-library'
    settings = 'os', 'compiler', 'build_type', 'arch'

    def export_sources(self):
        tree = os.path.join(self.recipe_folder, '..', '..')
        for pattern in ('CMakeLists.txt', 'LICENSE', 'cmake/*', 'mailslot/*', 'packaging/man/*',
                        'sink/*'):
            copy(self, pattern, src=tree, dst=self.export_sources_folder)

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        self.requires('spdlog/[>=1.10 <2]', transitive_headers=True)
        self.requires('libgcrypt/[>=1.8]')

    def generate(self):
        CMakeDeps(self).generate()
        toolchain = CMakeToolchain(self)
        for part in ('COLLECTOR', 'EXAMPLES', 'TESTS'):
            toolchain.cache_variables['MAILSLOG_BUILD_' + part] = False
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, 'LICENSE', src=self.source_folder,
             dst=os.path.join(self.package_folder, 'licenses'))

    def package_info(self):
        self.cpp_info.set_property('cmake_file_name', 'mailslog')
        slots = self.cpp_info.components['mailslot']
        slots.set_property('cmake_target_name', 'mailslog::mailslot')
        slots.set_property('pkg_config_name', 'mailslog-mailslot')
        slots.libs = ['mailslog']
        slots.requires = ['libgcrypt::libgcrypt']
        if self.settings.os == 'Linux':
            slots.system_libs = ['pthread']
        elif self.settings.os == 'Windows':
            slots.system_libs = ['bcrypt', 'iphlpapi', 'ws2_32']
        sink = self.cpp_info.components['sink']
        sink.set_property('cmake_target_name', 'mailslog::sink')
        sink.set_property('pkg_config_name', 'mailslog-sink')
        sink.libs = ['mailslog_sink']
        sink.requires = ['mailslot', 'spdlog::spdlog']
