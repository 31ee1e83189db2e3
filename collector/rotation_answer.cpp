#include "collector/rotation_answer.h"

#include <chrono>
#include <memory>
#include <sstream>
#include <thread>

namespace mailslog {
namespace {

/// Some hundred paths.
constexpr std::size_t max_answer_bytes = std::size_t{64} * 1024;
constexpr std::size_t max_listed_bytes = max_answer_bytes / 2;

constexpr int max_tries = 50;
constexpr std::chrono::milliseconds between_tries{2};

/// Windows replaces no file that somebody is just reading, as who waits for an answer does.
std::error_code
replace_at_last(file_system &files, const std::string &from, const std::string &to) {
    std::error_code failed = files.replace(from, to);
    for (int tries = 1; failed && tries < max_tries; ++tries) {
        std::this_thread::sleep_for(between_tries);
        failed = files.replace(from, to);
    }
    return failed;
}

} // namespace

std::string listed(const std::vector<std::string> &lines) {
    std::string text;
    std::size_t count = 0;
    for (; count < lines.size() && text.size() + lines[count].size() < max_listed_bytes; ++count) {
        text += (count == 0 ? "" : "\n") + lines[count];
    }
    const std::size_t left = lines.size() - count;
    return left == 0 ? text : text + (count == 0 ? "" : "\nand ") + std::to_string(left) + " more";
}

std::string text_of(const rotation_answer &answer) {
    return std::to_string(answer.process_id) + ' ' + std::to_string(answer.number) +
           (answer.is_done ? " done\n" : " failed\n") + answer.text + '\n';
}

std::optional<rotation_answer> parse_rotation_answer(const std::string &text) {
    std::istringstream stream{text};
    rotation_answer answer;
    std::string outcome;
    stream >> answer.process_id >> answer.number >> outcome;
    answer.is_done = outcome == "done";
    const bool is_good = stream.get() == '\n' && (answer.is_done || outcome == "failed") &&
                         std::getline(stream, answer.text, '\0') && answer.text.back() == '\n';
    if (is_good) {
        answer.text.pop_back();
    }
    return is_good ? std::optional{answer} : std::nullopt;
}

std::error_code
write_answer(file_system &files, const std::string &path, const rotation_answer &answer) {
    const std::string fresh_path = path + ".tmp";
    (void)files.remove(fresh_path); // of a collector that was killed
    std::unique_ptr<file> fresh;
    if (const auto error = files.open(fresh_path, open_mode::create_new, fresh)) {
        return error;
    }
    std::size_t written_bytes = 0;
    if (const auto error = fresh->append(text_of(answer), written_bytes)) {
        return error;
    }
    fresh.reset();
    return replace_at_last(files, fresh_path, path);
}

std::optional<rotation_answer> read_answer(file_system &files, const std::string &path) {
    std::unique_ptr<file> opened;
    std::string text(max_answer_bytes, '\0');
    std::size_t read_bytes = 0;
    if (files.open(path, open_mode::read, opened) ||
        opened->read_at(0, text.data(), text.size(), read_bytes)) {
        return std::nullopt;
    }
    text.resize(read_bytes);
    return parse_rotation_answer(text);
}

} // namespace mailslog
