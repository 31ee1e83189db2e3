// Sends each line of its standard input as a message to a mailslot, the bare text, by slot_writer:
//
//   message_sender SLOT [host=NAME] [domain=NAME] [port=N] [key_file=PATH] [fit_nmbd=1]
//                  [address=NAME=ip[:port]]...
//
// It exits with 1, and says why, when one can't be sent.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

#include <mailslog/slot_error.h>
#include <mailslog/slot_writer.h>

using namespace mailslog;

namespace {

constexpr int exit_misused = 2;

bool take_setting(const std::string &word, network_config &network) {
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
    if (name == "host") {
        network.computer_name = value;
    } else if (name == "domain") {
        network.domain = value;
    } else if (name == "port") {
        network.port = static_cast<std::uint16_t>(std::strtoul(value.c_str(), nullptr, 10));
    } else if (name == "key_file") {
        network.key_file = value;
    } else if (name == "fit_nmbd") {
        network.fit_nmbd = value == "1";
    } else if (name == "address") {
        network.addresses.push_back(value);
    } else {
        return false;
    }
    return true;
}

int send_lines(const slot_name &slot, const network_config &network) {
    slot_writer writer;
    std::error_code failed = writer.open(slot, network);
    std::string line;
    while (!failed && std::getline(std::cin, line)) {
        failed = writer.write(line.data(), line.size());
    }
    if (failed) {
        std::fprintf(stderr, "%s\n", describe("send to", slot.str(), failed).c_str());
    }
    return failed ? 1 : 0;
}

} // namespace

int main(int argc, char **argv) {
    network_config network;
    bool is_understood = argc > 1;
    for (int i = 2; i < argc; ++i) {
        is_understood = take_setting(argv[i], network) && is_understood;
    }
    const auto slot = slot_name::parse(argc > 1 ? argv[1] : "");
    if (!is_understood || !slot) {
        std::fputs("message_sender SLOT [SETTING=VALUE]...\n", stderr);
        return exit_misused;
    }
    return send_lines(*slot, network);
}
