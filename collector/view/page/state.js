// What the collector says of itself: its state, counts and senders, and the plot of its lines.

const SECONDS_PLOTTED = 120;
const PLOT = {width: 240, height: 40};

const collector = document.getElementById('collector');
const rate = document.getElementById('rate');
const curve = document.getElementById('curve');
const figures = document.getElementById('figures');
const senders = document.getElementById('senders');

const number = new Intl.NumberFormat('en');
let points = []; // {time, lines}, a second or more from each other

const COUNTS = [
  ['received', (state) => state.received.lines],
  ['written', (state) => state.written.lines],
  ['lost', (state) => state.lost, true],
  ['suppressed', (state) => state.suppressed, true],
  ['duplicates', (state) => state.duplicates],
  ['truncated', (state) => state.truncated],
  ['malformed', (state) => state.malformed, true],
  ['forged', (state) => state.forged, true],
];

function element(kind, text, className = '') {
  const made = document.createElement(kind);
  made.textContent = text;
  made.className = className;
  return made;
}

function showFigures(state) {
  figures.replaceChildren(...COUNTS.flatMap(([name, count, isBad]) => [
    element('dt', name),
    element('dd', number.format(count(state)), isBad && count(state) > 0 ? 'lossy' : ''),
  ]));
}

function showSenders(state) {
  senders.replaceChildren(...state.senders.map((sender) => {
    const row = document.createElement('tr');
    const place = sender.host || sender.address;
    row.append(
      element('td', `${sender.process}[${sender.process_id}]${place ? `@${place}` : ''}`),
      element('td', number.format(sender.logged)),
      element('td', number.format(sender.lost), sender.lost > 0 ? 'lossy' : ''));
    return row;
  }));
}

/** Lines a second between each point and the one before. */
function rates() {
  return points.slice(1).map((point, i) => ({
    time: point.time,
    lines: Math.max(0, point.lines - points[i].lines) / Math.max(0.001, point.time - points[i].time),
  }));
}

function plot() {
  const all = rates();
  const most = Math.max(1, ...all.map((one) => one.lines));
  const now = points.at(-1).time;
  const place = ({time, lines}) => {
    const x = PLOT.width * (1 - (now - time) / SECONDS_PLOTTED);
    const y = PLOT.height * (1 - 0.95 * lines / most);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  };
  curve.setAttribute('points', all.map(place).join(' '));
  rate.textContent = all.length === 0 ? '–' : number.format(Math.round(all.at(-1).lines));
}

export function showState(state) {
  if (state.state === 'none') {
    collector.textContent = state.problem;
    return;
  }
  const output = state.outputs.map((one) => one.path).join(', ');
  collector.textContent = `process ${state.process_id}, ${state.state}, into ${output}`;
  const now = performance.now() / 1000;
  points = points.filter((point) => now - point.time < SECONDS_PLOTTED);
  points.push({time: now, lines: state.received.lines});
  plot();
  showFigures(state);
  showSenders(state);
}
