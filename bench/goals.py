#!/usr/bin/env python3
"""Measures what docs/performance.md shows and prints it as Markdown, each figure beside its goal.

  scripts/bench.sh [--quick] [--only GOAL,...] [--rounds N] [--long]
"""

import argparse
import os
import sys
import time

from driver import collector_alone, goals, peers, report, run, system

TREE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ALONE = ('idle', 'delay', 'memory')
GROUPS = ('flat1', 'flat4', 'paced1', 'paced4', 'threads', 'json', 'growth', 'sizes', *ALONE)


def parse_arguments():
    parser = argparse.ArgumentParser(prog='bench.sh', description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--quick', action='store_true', help='fewer rounds and lines')
    parser.add_argument('--only', '--rows', default=','.join(GROUPS), help=', '.join(GROUPS))
    parser.add_argument('--rounds', type=int, help='5, or 2 with --quick')
    parser.add_argument('--lines', type=int, help='flat out: 1,000,000, or 200,000 with --quick')
    parser.add_argument('--long', action='store_true', help='watch the memory for 10 minutes')
    parser.add_argument('--patience', type=float, default=30,
                        help='seconds to wait for an idle machine before each run')
    parser.add_argument('--build', default=os.path.join(TREE, 'build', 'bench'))
    options = parser.parse_args()
    options.only = options.only.split(',')
    for name in options.only:
        if name not in GROUPS:
            parser.error(f'no goal {name!r}; there are {", ".join(GROUPS)}')
    options.rounds = options.rounds or (2 if options.quick else 5)
    options.lines = options.lines or (200000 if options.quick else 1000000)
    options.idle_seconds = 5 if options.quick else 20
    options.memory_seconds = 600 if options.long else 10 if options.quick else 30
    return options


def measure_rounds(options, rows, results, data_folder):
    left_out = {}
    for number in range(options.rounds):
        for peer, load in rows:
            try:
                if peer in left_out:
                    continue
                peers.PEERS[peer](options.build, '').check()
                figures = run.measure(peers.PEERS[peer], load, options.build, data_folder,
                                      options.patience)
                # Two lines are the same row whatever a slow peer's share of the lines is.
                results.add(figures)
                print(f'round {number + 1}: {peer} {load}: {figures["lines_per_second"]:,.0f}/s, '
                      f'p50 {figures["p50_ns"]} ns, p99 {figures["p99_ns"]} ns, '
                      f'lost {figures["lost"]}{"" if figures["was_idle"] else ", BUSY MACHINE"}',
                      file=sys.stderr, flush=True)
            except peers.NotThere as missing:
                left_out[peer] = str(missing)
                print(f'{peer} is left out: {missing}', file=sys.stderr)
            except RuntimeError as failure:
                print(f'round {number + 1}: {peer} {load}: failed: {failure}', file=sys.stderr)
    return left_out


def table_of(wanted, results, alone):
    lines = ['| figure | | measured | beside | ratio (of each round) | goal | |',
             '|---|---|---|---|---|---|---|']
    lines += ['| ' + ' | '.join(goals.judge(goal, results)) + ' |' for goal in wanted]
    lines += [f'| {title} | {figure} | {measured} | - | - | {limit} | {verdict} |'
              for title, figure, measured, limit, verdict in alone]
    return '\n'.join(lines)


def page_of(options, wanted, results, alone, left_out, machine):
    """What docs/performance.md shows, as it stands there."""
    parts = [f'{machine}. Medians of {options.rounds} interleaved rounds.',
             table_of(wanted, results, alone),
             'All rows (median, least–greatest):', results.table()]
    parts += [f'{peer} is left out: {why}' for peer, why in left_out.items()]
    return '\n\n'.join(parts) + '\n'


def main():
    options = parse_arguments()
    data_folder = os.path.join(options.build, 'data')
    os.makedirs(data_folder, exist_ok=True)
    loads = goals.Loads(options.lines, 1 if options.quick else 3)
    wanted = [goal for goal in goals.all_goals(loads) if goal.name in options.only]
    path = os.path.join(options.build, time.strftime('results-%Y%m%dT%H%M%S'))
    results = report.Results(path + '.jsonl')
    left_out = measure_rounds(options, goals.rows_of(wanted, loads), results, data_folder)
    alone = collector_alone.rows(options, options.build, data_folder, options.only)
    page = page_of(options, wanted, results, alone, left_out, system.description(data_folder))
    with open(path + '.md', 'w', encoding='utf-8') as file:
        file.write(page)
    print(page)
    print(f'Each run: {os.path.relpath(path)}.jsonl; the tables: .md beside it', file=sys.stderr)


if __name__ == '__main__':
    main()
