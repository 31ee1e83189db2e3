// slot_server [SLOT]: says where it waits, then prints each message that comes to the mailslot,
// until one says "quit".
#include <iostream>
#include <string>
#include <string_view>

#include <mailslog/slot_error.h>
#include <mailslog/slot_name.h>
#include <mailslog/slot_reader.h>

namespace {

constexpr int could_not = 1;
constexpr int misused = 2;

int fail(int exit_code, const std::string &message) {
    std::cerr << "slot_server: " << message << '\n';
    return exit_code;
}

std::string owner_of(const mailslog::slot_name &slot) {
    const auto owner = mailslog::slot_owner(slot);
    return owner ? " (process " + std::to_string(*owner) + ")" : "";
}

/// Many Win32 programs write their whole buffer, zeros and all.
std::string_view until_first_nul(std::string_view message) {
    return message.substr(0, message.find('\0'));
}

int serve(const mailslog::slot_name &slot) {
    mailslog::slot_reader reader;
    if (const auto error = reader.create(slot)) {
        return fail(could_not, mailslog::describe("create", slot.str(), error) + owner_of(slot));
    }
    std::cout << "waiting at " << slot.str() << std::endl;
    std::string buffer(65'536, '\0'); // no message of a slot with the default limit is longer
    for (;;) {
        std::size_t size = 0;
        const auto error = reader.read(buffer.data(), buffer.size(), size, reader.forever);
        if (error) {
            return fail(could_not, mailslog::describe("read", slot.str(), error));
        }
        const auto text = until_first_nul({buffer.data(), size});
        if (text == "quit") {
            return 0;
        }
        if (!(std::cout << text << std::endl)) {
            return fail(could_not, "cannot write to standard output");
        }
    }
}

} // namespace

int main(int argc, char **argv) {
    if (argc > 2) {
        return fail(misused, "too many arguments; usage: slot_server [SLOT]");
    }
    const std::string_view text = argc == 2 ? argv[1] : R"(\\.\mailslot\demo)";
    std::string reason;
    const auto slot = mailslog::slot_name::parse(text, &reason);
    return slot ? serve(*slot) : fail(misused, "not a mailslot's name: " + reason);
}
