// The queue between Boost.Log's producer and receiver.
#pragma once

#include <boost/log/utility/ipc/object_name.hpp>
#include <boost/log/utility/ipc/reliable_message_queue.hpp>

namespace mailslog_bench {

using boost_queue = boost::log::ipc::reliable_message_queue;

inline constexpr std::uint32_t boost_queue_blocks = 256;
inline constexpr std::uint32_t boost_block_bytes = 1024;

inline boost::log::ipc::object_name boost_queue_name(const char *name) {
    return {boost::log::ipc::object_name::user, name};
}

} // namespace mailslog_bench
