// Logs with Boost.Log through its queue between processes; a full queue is awaited.
#include <iomanip>
#include <vector>

#include <boost/log/attributes/clock.hpp>
#include <boost/log/core.hpp>
#include <boost/log/expressions.hpp>
#include <boost/log/sinks/sync_frontend.hpp>
#include <boost/log/sinks/text_ipc_message_queue_backend.hpp>
#include <boost/log/sources/record_ostream.hpp>
#include <boost/log/sources/severity_logger.hpp>
#include <boost/log/support/date_time.hpp>
#include <boost/log/trivial.hpp>
#include <boost/smart_ptr/make_shared_object.hpp>

#include "bench/boost_queue.h"
#include "bench/producers/producer.h"

using namespace mailslog_bench;
namespace logging = boost::log;

namespace {

using backend = logging::sinks::text_ipc_message_queue_backend<boost_queue>;
using queue_sink = logging::sinks::synchronous_sink<backend>;
using severity_logger = logging::sources::severity_logger<logging::trivial::severity_level>;

boost::shared_ptr<queue_sink> make_sink(const producer_options &options) {
    const auto made = boost::make_shared<queue_sink>(boost::make_shared<backend>(
        logging::keywords::name = boost_queue_name(options.target.c_str()),
        logging::keywords::open_mode = logging::open_mode::open_only,
        logging::keywords::overflow_policy = boost_queue::block_on_overflow));
    const auto time = logging::expressions::format_date_time<boost::posix_time::ptime>(
        "TimeStamp", "%Y-%m-%d %H:%M:%S.%f");
    made->set_formatter(
        logging::expressions::stream << "[" << time << "] [bench] [" << logging::trivial::severity
                                     << "] " << logging::expressions::smessage);
    return made;
}

void log_one(severity_logger &log, const order &o) {
    BOOST_LOG_SEV(log, logging::trivial::info)
        << "order " << o.id << " accepted: px=" << std::fixed << std::setprecision(2) << o.price
        << " qty=" << o.quantity << " venue=" << o.venue << " latency_us=" << o.latency_us
        << " acct=A-" << o.account << " note=filled seq=" << o.producer << "." << o.number << " ok";
}

} // namespace

int main(int argc, char **argv) {
    const producer_options options = parse_options(argc, argv);
    const auto sink = make_sink(options);
    logging::core::get()->add_sink(sink);
    logging::core::get()->add_global_attribute("TimeStamp", logging::attributes::local_clock());
    std::vector<severity_logger> logs(options.threads);
    return run_producer(
        options, [&logs](unsigned thread, const order &order) { log_one(logs[thread], order); },
        [&sink] {
            logging::core::get()->remove_sink(sink);
            return 0;
        });
}
