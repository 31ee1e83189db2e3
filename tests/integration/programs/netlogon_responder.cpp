// Answers who looks for a domain's controller at \MAILSLOT\NET\NETLOGON, as a primary controller of
// Windows NT does (NETLOGON_LOGON_QUERY and NETLOGON_PRIMARY_RESPONSE in [MS-ADTS]):
//
//   netlogon_responder HOST DOMAIN PORT
//
// The answer goes to where the question came from. It says "listening", and of each that it
// answered, "answered COMPUTER".
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include <mailslog/slot_error.h>
#include <mailslog/slot_reader.h>
#include <mailslog/slot_writer.h>

using namespace mailslog;

namespace {

constexpr int exit_misused = 2;
constexpr std::uint16_t primary_query = 7;
constexpr std::uint16_t primary_response = 12;
constexpr std::uint16_t version_nt5 = 1;
constexpr std::uint16_t no_lan_manager_token = 0xFFFF;

void append_u16(std::string &to, std::uint16_t value) {
    to.push_back(static_cast<char>(value & 0xFF));
    to.push_back(static_cast<char>(value >> 8));
}

/// UTF-16 of ASCII.
void append_wide(std::string &to, const std::string &ascii) {
    for (const char one : ascii) {
        to.push_back(one);
        to.push_back('\0');
    }
    append_u16(to, 0);
}

void align(std::string &to, std::size_t bytes) {
    to.resize((to.size() + bytes - 1) / bytes * bytes);
}

/// The slot that a query wants its answer in: the second string in it.
std::optional<std::string> answer_slot_in(std::string_view message) {
    constexpr std::size_t strings_at = 2;
    const bool is_query = message.size() > strings_at && message[0] == primary_query;
    const std::size_t name_end = is_query ? message.find('\0', strings_at) : message.npos;
    const std::size_t slot_end =
        name_end == message.npos ? message.npos : message.find('\0', name_end + 1);
    if (slot_end == message.npos) {
        return std::nullopt;
    }
    return std::string{message.substr(name_end + 1, slot_end - name_end - 1)};
}

std::string answer_of(const network_config &own) {
    std::string answer;
    append_u16(answer, primary_response);
    answer.append(own.computer_name).push_back('\0');
    align(answer, 2);
    append_wide(answer, own.computer_name);
    append_wide(answer, own.domain);
    align(answer, 4); // so Samba reads it
    append_u16(answer, version_nt5);
    append_u16(answer, 0); // its upper half
    append_u16(answer, no_lan_manager_token);
    append_u16(answer, no_lan_manager_token);
    return answer;
}

std::string place_of(const network_origin &origin) {
    std::string text;
    for (int shift = 24; shift >= 0; shift -= 8) {
        text += std::to_string(origin.address >> shift & 0xFF) + (shift > 0 ? "." : ":");
    }
    return text + std::to_string(origin.port);
}

std::error_code answer(const received_message &question, network_config network) {
    const auto slot_path = answer_slot_in(question.bytes);
    const std::string computer{question.origin->computer};
    const auto slot = slot_name::parse("\\\\" + computer + slot_path.value_or(""));
    if (!slot) {
        return slot_errc::invalid_name;
    }
    network.addresses = {computer + "=" + place_of(*question.origin)};
    slot_writer writer;
    if (const auto failed = writer.open(*slot, network)) {
        return failed;
    }
    const std::string text = answer_of(network);
    const auto failed = writer.write(text.data(), text.size());
    if (!failed) {
        std::printf("answered %s\n", computer.c_str());
        std::fflush(stdout);
    }
    return failed;
}

int fail(const char *what, std::error_code why) {
    std::fprintf(stderr, "netlogon_responder: %s: %s\n", what, why.message().c_str());
    return 1;
}

int respond(const network_config &network) {
    slot_reader reader;
    listen_options options;
    options.network = network;
    const auto slot = slot_name::parse(R"(\\.\mailslot\NET\NETLOGON)");
    if (const auto failed = reader.listen(*slot, options)) {
        return fail("cannot listen", failed);
    }
    std::puts("listening");
    std::fflush(stdout);
    message_batch batch;
    for (;;) {
        if (const auto failed = reader.receive(batch, slot_reader::forever)) {
            return fail("cannot receive", failed);
        }
        for (const received_message &message : batch.messages) {
            if (const auto failed = answer(message, network)) {
                return fail("cannot answer", failed);
            }
        }
    }
}

} // namespace

int main(int argc, char **argv) {
    if (argc != 4) {
        std::fputs("netlogon_responder HOST DOMAIN PORT\n", stderr);
        return exit_misused;
    }
    network_config network;
    network.computer_name = argv[1];
    network.domain = argv[2];
    network.port = static_cast<std::uint16_t>(std::strtoul(argv[3], nullptr, 10));
    return respond(network);
}
