#include "collector/service.h"

#include "collector/tell.h"

namespace mailslog {

int service(const service_settings & /*settings*/, const collect_function & /*collect*/) {
    tell("'service' is for Windows; here systemd does it: systemctl enable --now mailslog.socket "
         "mailslog.service. Its units are installed in lib/systemd/system");
    return 2;
}

} // namespace mailslog
