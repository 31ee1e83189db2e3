// Writes what comes through Boost.Log's queue to a file, flushed whenever the queue is empty.
//
//   boost_receiver QUEUE FILE
#include <cstdio>
#include <string>

#include "bench/boost_queue.h"

using namespace mailslog_bench;

int main(int argc, char **argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: boost_receiver QUEUE FILE\n");
        return 2;
    }
    boost_queue queue{
        boost::log::open_mode::create_only, boost_queue_name(argv[1]), boost_queue_blocks,
        boost_block_bytes, boost_queue::block_on_overflow};
    std::FILE *const file = std::fopen(argv[2], "w");
    if (file == nullptr) {
        std::perror(argv[2]);
        return 1;
    }
    std::fprintf(stderr, "receiving\n");
    for (std::string line;; line.clear()) {
        if (!queue.try_receive(line)) {
            std::fflush(file);
            if (queue.receive(line) != boost_queue::succeeded) {
                return 0;
            }
        }
        line += '\n';
        std::fwrite(line.data(), 1, line.size(), file);
    }
}
