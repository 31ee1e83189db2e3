#include "collector/intake/lane_store.h"

#include <optional>
#include <utility>

#include <mailslog/slot_error.h>

#include "collector/files/fault_point.h"

namespace mailslog {

std::error_code lane_store::adopt(
    const stream_header &offer, attached_handles handles, const ledger_group &ledgers) {
    const std::optional<lane_identity> identity = lane_reader::identify(handles);
    if (!store_.is_there() || !identity || kept_.count(*identity) != 0) {
        return lanes_.adopt(offer, std::move(handles), ledgers);
    }
    const attached_handles copies = handles.duplicate();
    const std::error_code failed = lanes_.adopt(offer, std::move(handles), ledgers);
    if (lanes_.holds(*identity) && copies.size() == attached_handles::capacity) {
        keep({offer.stream_id, offer.process_id, identity->inode}, *identity, copies);
    }
    return failed;
}

void lane_store::keep(
    const lane_name &name, const lane_identity &identity, const attached_handles &both) {
    const std::string text = name.str();
    if (!store_.keep(text, both)) { // else with the next offer: what it is kept from is rare
        kept_.emplace(identity, text);
        unwanted_.erase(text);
        fault_point("lane_kept");
    }
}

void lane_store::restore(std::vector<kept_lane> lanes, const ledger_group &ledgers) {
    for (kept_lane &lane : lanes) {
        const stream_account *account = ledgers.find(lane.name.stream_id);
        const std::string process_name = account != nullptr ? account->process_name : "";
        const stream_header sender{lane.name.stream_id, 0, lane.name.process_id, process_name};
        const std::optional<lane_identity> identity = lane_reader::identify(lane.handles);
        (void)lanes_.adopt(sender, std::move(lane.handles), ledgers); // whether it did shows now
        if (identity && lanes_.holds(*identity)) {
            kept_.emplace(*identity, lane.name.str());
            fault_point("lane_restored");
        } else {
            let_go_of(lane.name.str());
        }
    }
}

void lane_store::forget(lane_source &source) {
    const auto kept = kept_.find(source.lane().identity());
    if (kept != kept_.end()) {
        let_go_of(kept->second);
        fault_point("lane_forgotten");
        kept_.erase(kept);
    }
}

void lane_store::let_go_of(const std::string &name) {
    if (unwanted_.size() < max_unwanted) {
        unwanted_.insert(name);
    }
    let_go();
}

void lane_store::let_go() {
    while (!unwanted_.empty() && store_.remove(*unwanted_.begin()) != slot_errc::full) {
        unwanted_.erase(unwanted_.begin()); // told, or there is no manager any more
    }
}

} // namespace mailslog
