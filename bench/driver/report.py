"""Collects the figures of many runs and shows their medians."""

import collections
import json
import statistics

COLUMNS = (('p50_ns', 'p50 µs', 1e-3, 2), ('p99_ns', 'p99 µs', 1e-3, 2),
           ('p999_ns', 'p99.9 µs', 1e-3, 1), ('max_ns', 'max µs', 1e-3, 0),
           ('lines_per_second', 'k lines/s', 1e-3, 0),
           ('caller_cpu_per_million', 'caller CPU s/M', 1, 2),
           ('receiver_cpu_per_million', 'receiver CPU s/M', 1, 2),
           ('calls_and_receiver_per_million', 'in calls + receiver s/M', 1, 2),
           ('receiver_anonymous_bytes', 'receiver MiB', 1 / 2**20, 1), ('lost', 'lost', 1, 0))


class Results:
    """Each run's figures, by peer and load. `path`: where each is kept as a line of JSON."""

    def __init__(self, path):
        self.path = path
        self.runs = collections.defaultdict(list)

    def add(self, figures):
        self.runs[figures['peer'], figures['load']].append(figures)
        if self.path:
            with open(self.path, 'a', encoding='utf-8') as file:
                file.write(json.dumps(figures) + '\n')

    def values(self, peer, load, figure):
        return [run[figure] for run in self.runs.get((peer, str(load)), ())]

    def median(self, peer, load, figure):
        values = self.values(peer, load, figure)
        return statistics.median(values) if values else None

    def as_json_lines(self):
        return '\n'.join(json.dumps(run) for runs in self.runs.values() for run in runs)

    def table(self):
        lines = ['| peer | load | ' + ' | '.join(column[1] for column in COLUMNS) + ' | runs |',
                 '|---' * (len(COLUMNS) + 3) + '|']
        for (peer, load), runs in self.runs.items():
            cells = [spread([run[figure] * scale for run in runs], digits)
                     for figure, _, scale, digits in COLUMNS]
            lines.append(f'| {peer} | {load} | {" | ".join(cells)} | {len(runs)} |')
        return '\n'.join(lines)


def spread(values, digits):
    """The median, and the least and the greatest where they differ."""
    median = f'{statistics.median(values):,.{digits}f}'
    least, greatest = f'{min(values):,.{digits}f}', f'{max(values):,.{digits}f}'
    return median if least == greatest else f'{median} ({least}–{greatest})'
