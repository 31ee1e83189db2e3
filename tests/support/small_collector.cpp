#include "tests/support/small_collector.h"

#include <algorithm>
#include <memory>
#include <sstream>

namespace mailslog {
namespace {

std::int64_t nanoseconds(wall_time time) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

stream_header header(std::uint64_t stream_id, std::uint64_t sequence) {
    return {stream_id, sequence, 4711, "small"};
}

std::string notices(std::uint64_t stream_id, const std::vector<sequence_range> &lost) {
    std::string text;
    for (const auto &range : lost) {
        text += "l " + std::to_string(stream_id) + " " + std::to_string(range.first) + " " +
                std::to_string(range.last) + "\n";
    }
    return text;
}

std::string line(std::uint64_t stream_id, std::uint64_t sequence) {
    return "w " + std::to_string(stream_id) + " " + std::to_string(sequence) + "\n";
}

std::string whole_file(file_system &files, const std::string &path) {
    std::unique_ptr<file> opened;
    std::uint64_t size = 0;
    if (files.open(path, open_mode::read, opened) || opened->size(size)) {
        return {};
    }
    std::string bytes(static_cast<std::size_t>(size), '\0');
    std::size_t read_bytes = 0;
    opened->read_at(0, bytes.data(), bytes.size(), read_bytes);
    return bytes;
}

void count_line(const std::string &text, log_content &content) {
    std::istringstream words{text};
    char what = 0;
    std::uint64_t stream_id = 0;
    std::uint64_t first = 0;
    words >> what >> stream_id >> first;
    std::uint64_t last = first;
    if (what == 'l') {
        words >> last;
    }
    std::string rest;
    if (!words || words >> rest || (what != 'w' && what != 'l')) {
        content.is_whole = false;
        return;
    }
    auto &counts = what == 'w' ? content.written : content.lost;
    for (std::uint64_t number = first; number <= last; ++number) {
        ++counts[stream_id][number];
    }
}

} // namespace

small_collector::small_collector(file_system &files, settings settings)
    : settings_{std::move(settings)},
      journal_{files, settings_.log_path + ".ledger", settings_.growth_bytes},
      log_{files, settings_.log_path, settings_.rotation} {}

bool small_collector::start(std::vector<small_lane> &lanes, wall_time now) {
    lanes_ = &lanes;
    ledger_file::recovered found;
    if (journal_.open(log_route{settings_.log_path}, ledger_, found) ||
        log_.open(now, found.logs.at(0).begun)) {
        return false;
    }
    notice_ = found.notice;
    for (const auto &lane : lanes) {
        ledger_.pin(lane.stream_id, true);
        ledger_.accounted_elsewhere(header(lane.stream_id, 0), lane.accounted, nanoseconds(now));
    }
    return true;
}

bool small_collector::turn(wall_time now) {
    const bool was_read = flush() && std::all_of(lanes_->begin(), lanes_->end(), [&](auto &lane) {
                              return read(lane, now);
                          });
    if (!was_read || !flush()) {
        return false;
    }
    for (auto &lane : *lanes_) {
        consume(lane);
    }
    if (journal_.has_outgrown()) {
        static_cast<void>(journal_.compact(ledger_, places())); // tried again later
    }
    return true;
}

bool small_collector::stop() {
    return flush() && !journal_.compact(ledger_, places());
}

std::vector<log_place> small_collector::places() const {
    return {{settings_.log_path, log_.begun(), {}, log_.end()}};
}

bool small_collector::take_datagram(
    std::uint64_t stream_id, std::uint64_t sequence, wall_time now) {
    return take(stream_id, sequence, arrival::datagram, now);
}

bool small_collector::take_goodbye(
    std::uint64_t stream_id, std::uint64_t last_sequence, wall_time now) {
    return take_end(stream_id, last_sequence, now);
}

bool small_collector::give_up_overdue(wall_time now) {
    for (const auto stream_id : ledger_.overdue(nanoseconds(now))) {
        const auto verdict = ledger_.judge_overdue(stream_id, nanoseconds(now));
        const auto text = notices(stream_id, verdict.lost);
        if (!make_room(text.size(), now)) {
            return false;
        }
        ledger_.enter_overdue(verdict, stream_id);
        batch_ += text;
    }
    return true;
}

bool small_collector::flush() {
    const bool has_news = is_noted_ || !batch_.empty() || !ledger_.changed().empty();
    return !has_news || (note() && write());
}

bool small_collector::read(small_lane &lane, wall_time now) {
    auto &position = read_[lane.stream_id];
    const auto end = std::min(lane.waiting.size(), position + settings_.lines_a_turn);
    for (; position < end; ++position) {
        if (!take(lane.stream_id, lane.waiting[position], arrival::lane, now)) {
            return false;
        }
    }
    const auto *account = ledger_.find(lane.stream_id);
    const bool is_over = lane.writer_is_gone && position == lane.waiting.size();
    return !is_over || account->ended || take_end(lane.stream_id, lane.logged, now);
}

void small_collector::consume(small_lane &lane) {
    const auto count = static_cast<std::ptrdiff_t>(read_[lane.stream_id]);
    lane.waiting.erase(lane.waiting.begin(), lane.waiting.begin() + count);
    lane.accounted = ledger_.find(lane.stream_id)->next - 1;
    read_[lane.stream_id] = 0;
}

bool small_collector::take(
    std::uint64_t stream_id, std::uint64_t sequence, arrival how, wall_time now) {
    const auto verdict = ledger_.judge(stream_id, sequence, how, nanoseconds(now));
    auto text = notices(stream_id, verdict.lost);
    if (verdict.kind == verdict_kind::fresh) {
        text += line(stream_id, sequence);
    }
    if (!make_room(text.size(), now)) {
        return false;
    }
    ledger_.enter(verdict, header(stream_id, sequence), false, nanoseconds(now));
    batch_ += text;
    return true;
}

bool small_collector::take_end(
    std::uint64_t stream_id, std::uint64_t last_sequence, wall_time now) {
    const auto verdict = ledger_.judge_end(stream_id, last_sequence);
    const auto text = notices(stream_id, verdict.lost);
    if (!make_room(text.size(), now)) {
        return false;
    }
    ledger_.enter_end(verdict, header(stream_id, last_sequence), nanoseconds(now));
    batch_ += text;
    return true;
}

/// Rotates first if the batch would grow too long with `bytes` more. False: what is in the batch
/// could not be written. A rotation that fails is no reason to stop.
bool small_collector::make_room(std::size_t bytes, wall_time now) {
    if (is_noted_ && !flush()) {
        return false;
    }
    if (!log_.rotation_is_due(batch_.size() + bytes, now)) {
        return true;
    }
    if (!flush()) {
        return false;
    }
    const auto rotated_path = log_.next_rotated_path(now);
    if (!journal_.note_rotation({settings_.log_path, rotated_path, now})) {
        static_cast<void>(log_.rotate(rotated_path, now));
    }
    return true;
}

bool small_collector::note() {
    const auto start = log_.size_bytes();
    const log_span span{
        settings_.log_path, log_.identity(), start, start + batch_.size(), log_.begun()};
    is_noted_ = is_noted_ || !journal_.note_batch(ledger_, {{span}, false});
    return is_noted_;
}

/// What went in of a failed append and could not be taken back is not written again.
bool small_collector::write() {
    const auto before = log_.size_bytes();
    const auto error = log_.append(batch_);
    batch_.erase(0, static_cast<std::size_t>(log_.size_bytes() - before));
    is_noted_ = static_cast<bool>(error);
    return !error;
}

log_content read_log(file_system &files, const std::string &log_path) {
    std::vector<std::string> paths;
    list_rotated(files, log_path, paths);
    paths.push_back(log_path);
    log_content content;
    for (const auto &path : paths) {
        const std::string bytes = whole_file(files, path);
        content.is_whole = content.is_whole && (bytes.empty() || bytes.back() == '\n');
        std::istringstream lines{bytes};
        for (std::string text; std::getline(lines, text);) {
            count_line(text, content);
        }
    }
    return content;
}

} // namespace mailslog
