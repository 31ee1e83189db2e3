// Where a configuration stands that nobody names.
#pragma once

#include <string>

namespace mailslog {

/// POSIX: /etc/mailslog/mailslog.toml for root; for a service of systemd's that is another user's
/// mailslog.toml in $CONFIGURATION_DIRECTORY; for anyone else mailslog/mailslog.toml in
/// $XDG_CONFIG_HOME or, if that is not set, in ~/.config. Windows:
/// %ProgramData%\mailslog\mailslog.toml. Empty: the environment names no such place, or one that is
/// another user's.
std::string default_config_path();

} // namespace mailslog
