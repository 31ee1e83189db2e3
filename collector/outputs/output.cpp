#include "collector/outputs/output.h"

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <memory>

namespace mailslog {
namespace {

std::unique_ptr<line_format> format_of(const output_settings &settings) {
    if (settings.format == output_format::json) {
        return make_json_format();
    }
    return make_text_format(settings.pattern.empty() ? default_pattern : settings.pattern);
}

std::unique_ptr<field_filter> filter_of(const output_settings &settings) {
    auto filter = std::make_unique<field_filter>(settings.wanted);
    return filter->admits_all() ? nullptr : std::move(filter);
}

std::string absolute_path_of(const std::string &path) {
    std::error_code failed;
    const auto absolute = std::filesystem::absolute(std::filesystem::u8path(path), failed);
    return failed ? path : absolute.u8string();
}

} // namespace

output::output(
    file_system &files, const collect_settings &all, const output_settings &own,
    const target_limits &limits, const std::function<void()> &wake)
    : file_{own.file}, absolute_file_{absolute_path_of(own.file)}, key_{own.key()},
      writer_{files, log_route{own.file}, own.rotation, format_of(own), all.memory_bytes, limits},
      packing_{files, wake} {
    writer_.force_to_disk(all.sync);
    writer_.limit_rate(all.rate_limit);
    writer_.change_filter(filter_of(own));
    packing_.switch_to(own.packing == compression::gzip);
}

void output::change(
    const output_settings &settings, const std::vector<std::string> &changed, wall_time now) {
    const auto has_changed = [&changed](std::initializer_list<const char *> names) {
        return std::find_first_of(changed.begin(), changed.end(), names.begin(), names.end()) !=
               changed.end();
    };
    if (has_changed(
            {"rotate-size", "rotate-every", "keep-files", "keep-size", "keep-age", "keep-free"})) {
        writer_.change_rotation(settings.rotation, now);
    }
    packing_.switch_to(settings.packing == compression::gzip);
    if (has_changed({"format", "pattern"})) {
        writer_.change_format(format_of(settings), now);
    }
    if (has_changed({"level", "process", "logger", "host"})) {
        writer_.change_filter(filter_of(settings));
    }
}

std::vector<std::string> output::pack_rotated() {
    packing_.hand_over(writer_.take_closed());
    return packing_.take_notices();
}

output_status output::status() const {
    return {absolute_file_, writer_.file_bytes(), writer_.unwritten_bytes(), writer_.rotations()};
}

} // namespace mailslog
