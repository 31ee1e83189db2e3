// A service manager, as far as a service sees it: the socket that $NOTIFY_SOCKET names.
#pragma once

#include <cstddef>
#include <string>
#include <system_error>
#include <vector>

#include <sys/socket.h>

#include <mailslog/slot_error.h>

#include "mailslot/descriptor_posix.h"
#include "mailslot/slot_socket_posix.h"
#include "mailslot/socket_memory_posix.h"
#include "tests/support/catch.h"
#include "tests/support/environment.h"
#include "tests/support/temporary_folder.h"

namespace mailslog {

/// A manager's end of $NOTIFY_SOCKET.
struct test_manager {
    temporary_folder folder;
    std::string path;
    descriptor socket;
    environment_variable told;

    explicit test_manager(bool is_abstract)
        : path{is_abstract ? "@" + folder.path() : folder.path() + "/notify"}, told{
                                                                                   "NOTIFY_SOCKET",
                                                                                   path} {
        REQUIRE_FALSE(make_socket(socket));
        sockaddr_un address = socket_address(path);
        const auto bytes = offsetof(sockaddr_un, sun_path) + path.size();
        address.sun_path[0] = is_abstract ? '\0' : '/';
        REQUIRE(
            ::bind(
                socket.get(), reinterpret_cast<const sockaddr *>(&address),
                static_cast<socklen_t>(bytes)) == 0);
    }
    /// What has come, or some of it.
    std::vector<received_message> received() {
        std::vector<received_message> messages;
        const std::error_code failed = memory.receive(socket, messages);
        REQUIRE((!failed || failed == slot_errc::timed_out));
        return messages;
    }
    socket_memory memory{4096};
};

} // namespace mailslog
