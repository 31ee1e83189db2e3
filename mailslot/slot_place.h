// Whether a slot has a place on this machine that writers can reach. Any thread.
#pragma once

#include <string>

#include <mailslog/slot_name.h>

namespace mailslog {

/// What is wrong with the place where a local slot would be, and the way out; or empty.
std::string problem_with_place(const slot_name &slot);

} // namespace mailslog
