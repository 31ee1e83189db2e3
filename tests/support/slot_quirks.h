// Where a system's slots differ from what the Win32 documentation says of mailslots: one function
// each, so that a test names what it allows for.
#pragma once

namespace mailslog::slot_quirks {

/// Says how many messages wait. A socket tells only the next one's size (unix(7)); Wine tells no
/// more, and says 1.
bool counts_messages() noexcept;

/// A write longer than the slot's limit fails. A socket's writer can't know the limit, and Wine
/// does not enforce it: there the message is cut.
bool refuses_long_messages() noexcept;

/// Says of a message that was cut that it was. Windows never cuts one: it refuses it.
bool marks_cut_messages() noexcept;

/// A write to a slot whose reader is gone fails. Under Wine it succeeds, into nothing.
bool notices_a_closed_reader() noexcept;

/// A slot's name is free once its reader has closed it. Under Wine only when its writers have, too.
bool frees_the_name_of_a_slot_with_writers() noexcept;

/// Takes any number of messages that nobody reads. A socket holds a few
/// (net.unix.max_dgram_qlen), Wine about 278.
bool queues_without_bound() noexcept;

/// Says which process owns a slot.
bool tells_the_owner() noexcept;

/// Says which process sent a message; Windows does not.
bool tells_the_sender() noexcept;

/// A writer's handle tells the access list of the slot. Under Wine it tells one of its own.
bool tells_the_access_list() noexcept;

} // namespace mailslog::slot_quirks
