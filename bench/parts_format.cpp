// A record into a line of the file.
#include <string>

#include <benchmark/benchmark.h>

#include "bench/parts_sample.h"
#include "collector/format/escape.h"
#include "collector/format/line_format.h"

using namespace mailslog;
using namespace mailslog_bench;

namespace {

/// Each record a microsecond after the one before, as in a flood.
void format_lines(benchmark::State &state, line_format &format) {
    record record = sample_record();
    std::string lines;
    for (auto _ : state) {
        lines.clear();
        record.time_ns += 1000;
        format.append(lines, record);
        benchmark::DoNotOptimize(lines.data());
    }
}

void format_text(benchmark::State &state) {
    format_lines(state, *make_text_format(default_pattern));
}
BENCHMARK(format_text);

void format_json(benchmark::State &state) {
    format_lines(state, *make_json_format());
}
BENCHMARK(format_json);

using escaper = void (*)(std::string &, std::string_view);

void escape(benchmark::State &state, escaper append_escaped, std::string_view line) {
    std::string escaped;
    for (auto _ : state) {
        escaped.clear();
        append_escaped(escaped, line);
        benchmark::DoNotOptimize(escaped.data());
    }
}
BENCHMARK_CAPTURE(escape, text_ascii, append_escaped_text, sample_line);
BENCHMARK_CAPTURE(escape, json_ascii, append_escaped_json, sample_line);
BENCHMARK_CAPTURE(escape, text_utf8, append_escaped_text, "12 Stück für Frau Müller, 34 €");
BENCHMARK_CAPTURE(escape, text_controls, append_escaped_text, "a\tb\nc\x1b[31md\xff");

} // namespace
