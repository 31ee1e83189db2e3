#include "mailslot/network/address_sources.h"

#include "mailslot/network/host_address.h"
#include "mailslot/network/name_inquiry.h"
#include "mailslot/process.h"

namespace mailslog {

address_sources address_sources::system() {
    address_sources sources;
    sources.list_interfaces = list_broadcast_interfaces;
    sources.own_address_towards = mailslog::own_address_towards;
    sources.host_address = mailslog::host_address;
    sources.ask_for_name = mailslog::ask_for_name;
    sources.host_name = mailslog::host_name;
    sources.now = clock::now;
    return sources;
}

} // namespace mailslog
