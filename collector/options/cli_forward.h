// CLI11's names for headers, which only refer to it: it takes seconds to compile.
#pragma once

namespace CLI {
class App;
class Option;
} // namespace CLI
