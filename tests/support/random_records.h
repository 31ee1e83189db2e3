// Records as a hostile sender might make them, for the tests of the line formats.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "collector/intake/record.h"

namespace mailslog {

/// Makes records from a seed. A record's views live until the next one is made.
class random_records {
public:
    explicit random_records(unsigned seed) : random_(seed) {}

    record next();

private:
    template <typename Integer>
    Integer integer();
    std::string text();

    std::mt19937_64 random_;
    std::string process_name_;
    std::string host_;
    std::string logger_;
    std::string source_file_;
    std::string source_function_;
    std::string line_;
};

} // namespace mailslog
