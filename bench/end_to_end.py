#!/usr/bin/env python3
"""Measures peers under one load, in interleaved rounds, and prints a table of medians.

  bench/end_to_end.py --peers mailslog_wait,file,limit_shm --processes 4 --rounds 5
  bench/end_to_end.py --peers mailslog,file --rate 20000 --lines 60000
"""

import argparse
import os
import sys

from driver import peers, report, run

TREE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--build', default=os.path.join(TREE, 'build', 'bench'))
    parser.add_argument('--peers', default=','.join(peers.PEERS))
    parser.add_argument('--processes', type=int, default=1)
    parser.add_argument('--threads', type=int, default=1, help='of each process')
    parser.add_argument('--lines', type=int, default=1000000, help='of all together')
    parser.add_argument('--rate', type=float, default=0, help='of all together; 0: flat out')
    parser.add_argument('--line-bytes', type=int, default=0, help='0: orders of about 105 bytes')
    parser.add_argument('--clock', choices=('wall', 'cpu'), default='wall',
                        help='what a call took is the time that passed, or what its thread ran')
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--patience', type=float, default=60,
                        help='seconds to wait for an idle machine before each run')
    parser.add_argument('--json', action='store_true', help='print each run, not the table')
    return parser.parse_args()


def main():
    options = parse_arguments()
    load = run.Load(options.processes, options.threads, options.lines, options.rate,
                    options.line_bytes, options.clock)
    results = report.Results(None)
    for number in range(options.rounds):
        for name in options.peers.split(','):
            try:
                peers.PEERS[name](options.build, '').check()
                results.add(run.measure(peers.PEERS[name], load, options.build,
                                        os.path.join(options.build, 'data'), options.patience))
            except peers.NotThere as missing:
                if number == 0:
                    print(f'{name}: left out: {missing}', file=sys.stderr)
    print(results.as_json_lines() if options.json else results.table())


if __name__ == '__main__':
    main()
