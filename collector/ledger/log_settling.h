// Which of a journal's entries were done: the log tells. One thread; the files belong to nobody
// else meanwhile.
#pragma once

#include <system_error>

#include "collector/files/file_system.h"
#include "collector/ledger/journal_story.h"
#include "collector/ledger/log_survey.h"
#include "collector/ledger/recovery_notice.h"
#include "collector/ledger/rotated_away.h"

namespace mailslog {

/// A collector was killed: only the last entry is in doubt. A batch of which any part is missing
/// does not count. If a file shows that it was never written to the end, what stands of it is cut
/// off, in each; other hands, which took a file away or shortened it, show nothing of the kind.
std::error_code settle_after_kill(
    file_system &files, journal_story &story, const log_survey &survey, const rotated_away &away,
    recovery_notice &notice);

/// The machine has died: batches at the journal's end of which nothing stands in the log do not
/// count. One of which something stands does: nobody has the rest of it any more.
std::error_code settle_after_death(
    file_system &files, journal_story &story, const log_survey &survey, const rotated_away &away);

} // namespace mailslog
