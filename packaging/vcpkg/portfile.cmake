# A port of the sink for vcpkg, as an overlay: vcpkg install --overlay-ports=packaging/vcpkg mailslog
# It builds the tree that it lies in. Not tried: our tests have no vcpkg.
get_filename_component(SOURCE_PATH "${CURRENT_PORT_DIR}/../.." ABSOLUTE)

vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS -DMAILSLOG_BUILD_COLLECTOR=OFF -DMAILSLOG_BUILD_EXAMPLES=OFF -DMAILSLOG_BUILD_TESTS=OFF)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/mailslog)
vcpkg_fixup_pkgconfig()
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
