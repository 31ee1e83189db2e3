// slot_client [SLOT]: sends each word of its standard input to a mailslot, a message each.
#include <chrono>
#include <iostream>
#include <string>
#include <string_view>

#include <mailslog/slot_error.h>
#include <mailslog/slot_name.h>
#include <mailslog/slot_writer.h>

namespace {

constexpr int could_not = 1;
constexpr int misused = 2;

/// How long a server may be busy before we give up.
constexpr std::chrono::seconds patience{5};

int fail(int exit_code, const std::string &message) {
    std::cerr << "slot_client: " << message << '\n';
    return exit_code;
}

int send_words(const mailslog::slot_name &slot) {
    mailslog::slot_writer writer;
    if (const auto error = writer.open(slot)) {
        return fail(could_not, mailslog::describe("open", slot.str(), error));
    }
    std::string word;
    while (std::cin >> word) {
        if (const auto error = writer.write(word.data(), word.size(), patience)) {
            return fail(could_not, mailslog::describe("write to", slot.str(), error));
        }
    }
    return 0;
}

} // namespace

int main(int argc, char **argv) {
    if (argc > 2) {
        return fail(misused, "too many arguments; usage: slot_client [SLOT]");
    }
    const std::string_view text = argc == 2 ? argv[1] : R"(\\.\mailslot\demo)";
    std::string reason;
    const auto slot = mailslog::slot_name::parse(text, &reason);
    return slot ? send_words(*slot) : fail(misused, "not a mailslot's name: " + reason);
}
