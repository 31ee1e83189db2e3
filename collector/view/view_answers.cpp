#include "collector/view/view_answers.h"

#include <charconv>
#include <utility>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "collector/status/status_reading.h"
#include "collector/status/status_table.h"
#include "collector/view/page_file.h"
#include "mailslot/process.h"
#include "mailslot/unix_time.h"

namespace mailslog {
namespace {

std::string parameter(const http_request &request, const char *name) {
    const auto found = request.parameters.find(name);
    return found == request.parameters.end() ? std::string{} : found->second;
}

/// 0 for what is no number.
std::uint64_t number_in(const std::string &text) noexcept {
    std::uint64_t number = 0;
    const char *const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    return parsed.ec == std::errc{} && parsed.ptr == end ? number : 0;
}

std::string json_of_none(const std::string &problem) {
    const nlohmann::json none{{"state", "none"}, {"problem", problem}};
    return none.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace

view_answers::view_answers(slot_name slot, const line_feed &feed)
    : slot_{std::move(slot)}, feed_{feed}, session_{fmt::format("{:016x}", random_bits())} {}

http_answer view_answers::operator()(const http_request &request) const {
    if (const page_file *file = find_page_file(request.path)) {
        return {200, std::string{file->type}, std::string{file->content}};
    }
    if (request.path == "/lines") {
        return lines(request);
    }
    return request.path == "/state" ? state()
                                    : http_answer{404, "text/plain; charset=utf-8", "not here\n"};
}

http_answer view_answers::lines(const http_request &request) const {
    const bool goes_on = parameter(request, "session") == session_;
    const auto portion = feed_.from(goes_on ? number_in(parameter(request, "next")) : 0);
    return {
        200, "application/x-ndjson; charset=utf-8",
        fmt::format(
            "{{\"session\":\"{}\",\"first\":{},\"next\":{}}}\n", session_, portion.first,
            portion.next) +
            portion.lines};
}

http_answer view_answers::state() const {
    found_status found = find_status(slot_);
    shown_status shown;
    shown.now_ns = unix_time_ns();
    std::string text = json_of_none(found.problem);
    if (found.status) {
        shown.status = std::move(*found.status);
        shown.state = state_of(shown.status, found.owns_slot, shown.now_ns);
        text = json_of(shown);
    }
    return {200, "application/json; charset=utf-8", std::move(text)};
}

} // namespace mailslog
