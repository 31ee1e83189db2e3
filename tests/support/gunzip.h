// Unpacks what the collector has packed, to compare it.
#pragma once

#include <string>

namespace mailslog {

/// What a gzip file holds, checked by its sum; "(not whole)" if it is cut or damaged.
std::string gunzipped(const std::string &packed);

} // namespace mailslog
