"""What mailslog is to reach, each figure beside another row of the same run."""

import dataclasses

from .run import Load

FIGURES = {'p50_ns': 'p50', 'p99_ns': 'p99', 'p999_ns': 'p99.9', 'lines_per_second': 'lines/s',
           'cpu_per_million': 'CPU s/M', 'calls_and_receiver_per_million': 'CPU in calls + collector CPU, s/M'}
OURS, DEFAULT, JSON = 'mailslog_wait', 'mailslog', 'mailslog_json'
LOSSLESS = ('boost_ipc', 'tcp_rsyslog')
LINE_SIZES = (20, 100, 300, 2000)
SENDERS = (1, 4, 16, 64, 256)


@dataclasses.dataclass(frozen=True)
class Goal:
    name: str                # of the group: what --only takes
    title: str
    figure: str
    ours: tuple              # (peer, load)
    beside: tuple            # several: the best of them counts
    limit: float
    at_least: bool = False   # else at most
    may_lose: bool = False   # else a lost line misses the goal, whatever the ratio


class Loads:
    """The loads of the table; a quick run has fewer lines."""

    def __init__(self, lines, seconds):
        self.one = Load(lines=lines)
        self.four = Load(processes=4, lines=lines)
        self.threads = Load(threads=4, lines=lines)
        self.paced_one = Load(rate=20000, lines=int(20000 * seconds))
        self.paced_four = Load(processes=4, rate=200000, lines=int(200000 * seconds))
        self.sizes = [Load(line_bytes=size, lines=lines if size < 1000 else lines // 5)
                      for size in LINE_SIZES]
        self.senders = [Load(processes=count, rate=50000, lines=int(50000 * seconds),
                             clock='cpu') for count in SENDERS]


def all_goals(loads):
    return (flat_out(loads.one) + throughput(loads) + paced(loads) + threads(loads.threads) + [
        Goal('json', 'json instead of text', 'lines_per_second', (JSON, loads.one),
             ((OURS, loads.one),), 0.85, True)]
        + [Goal('growth', f'{load.processes} processes, the same total rate',
                'calls_and_receiver_per_million', (DEFAULT, load),
                ((DEFAULT, loads.senders[0]),), 1.5) for load in loads.senders[1:]]
        + [goal for load in loads.sizes for goal in sizes(load)])


def flat_out(load):
    return [Goal('flat1', f'caller, one process flat out{mode}', figure, (ours, load),
                 ((beside, load),), limit, may_lose=ours == DEFAULT)
            for ours, mode in ((DEFAULT, ' (drop)'), (OURS, ' (wait)'))
            for beside, p50, p99 in (('limit_shm', 1.10, 1.5), ('file', 1.0, 0.3))
            for figure, limit in (('p50_ns', p50), ('p99_ns', p99))]


def throughput(loads):
    def goal(name, load, beside, limit):
        how_many = {1: 'one process', 4: 'four processes'}[load.processes]
        return Goal(name, f'until the last line is in the file, {how_many}', 'lines_per_second',
                    (OURS, load), tuple((peer, load) for peer in beside), limit, True)
    return [goal('flat1', loads.one, ('limit_shm',), 0.80), goal('flat1', loads.one, ('file',), 1.0),
            goal('flat1', loads.one, LOSSLESS, 4), goal('flat4', loads.four, ('limit_shm',), 0.60),
            goal('flat4', loads.four, LOSSLESS, 3),
            Goal('flat4', 'CPU of both sides, four processes', 'cpu_per_million',
                 (OURS, loads.four), tuple((peer, loads.four) for peer in LOSSLESS), 0.4)]


def paced(loads):
    one, four = loads.paced_one, loads.paced_four
    return ([Goal('paced1', 'caller at 20,000 lines/s', figure, (DEFAULT, one), ((beside, one),),
                  limit)
             for beside, limit in (('syslog_rsyslog', 0.1), ('file', 1.0))
             for figure in ('p50_ns', 'p99_ns', 'p999_ns')]
            + [Goal('paced4', 'caller, four processes at 50,000 lines/s each', 'p999_ns',
                    (DEFAULT, four), ((beside, four),), 0.1)
               for beside in ('syslog_rsyslog', 'boost_ipc')])


def threads(load):
    return [Goal('threads', 'four threads of one process', figure, (OURS, load),
                 (('rotating', load),), limit, figure == 'lines_per_second')
            for figure, limit in (('lines_per_second', 1.5), ('p999_ns', 0.3))]


def sizes(load):
    title = f'lines of {load.line_bytes} bytes'
    beside = (('limit_shm', load),)
    return [Goal('sizes', title, 'p50_ns', (OURS, load), beside, 1.10),
            Goal('sizes', title, 'p99_ns', (OURS, load), beside, 1.5),
            Goal('sizes', title, 'lines_per_second', (OURS, load), beside, 0.80, True)]


def rows_of(goals, loads):
    """Every (peer, load) that the goals need, each once; and the limit where no goal is beside it,
    to tell what is the machine's own: the tail of paced calls, CPU that grows with its processes."""
    rows = [row for goal in goals for row in (goal.ours, *goal.beside)]
    names = {goal.name for goal in goals}
    if 'paced1' in names:
        rows.append(('limit_shm', loads.paced_one))
    if 'growth' in names:
        rows += [('limit_shm', load) for load in loads.senders]
    return list(dict.fromkeys(rows))


def judge(goal, results):
    """A row of the table: (title, figure, ours, beside, ratio with spread, goal, verdict)."""
    ours = results.median(*goal.ours, goal.figure)
    choices = [(results.median(*row, goal.figure), row) for row in goal.beside]
    choices = [choice for choice in choices if choice[0]]
    limit = f'{"at least" if goal.at_least else "at most"} {goal.limit:g}x'
    if ours is None or not choices:
        return goal.title, FIGURES[goal.figure], '-', '-', '-', limit, 'not measured'
    beside, row = (max if goal.at_least else min)(choices, key=lambda choice: choice[0])
    ratio = ours / beside
    each = [mine / theirs for mine, theirs in zip(results.values(*goal.ours, goal.figure),
                                                  results.values(*row, goal.figure)) if theirs]
    verdict = verdict_of(goal, ratio, max(results.values(*goal.ours, 'lost')))
    return (goal.title, FIGURES[goal.figure], shown(goal.figure, ours),
            f'{row[0]} {shown(goal.figure, beside)}',
            f'{ratio:.2f}x ({min(each):.2f}–{max(each):.2f})', limit, verdict)


def verdict_of(goal, ratio, lost):
    met = ratio >= goal.limit if goal.at_least else ratio <= goal.limit
    verdict = 'met' if met else f'missed by {abs(ratio / goal.limit - 1):.0%}'
    if not lost:
        return verdict
    if met and not goal.may_lose:
        verdict = 'missed'
    return f'{verdict}, {lost:,} lost'


def shown(figure, value):
    if figure.endswith('_ns'):
        return f'{value / 1000:,.2f} µs'
    return f'{value / 1000:,.0f} k' if figure == 'lines_per_second' else f'{value:.2f}'
