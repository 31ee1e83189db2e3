// The lines that the page has, what of them is shown, and the one that the keyboard stands on.
//
// What a line says is anybody's text: it goes into the page as text (textContent) and in no other way.

const MOST_KEPT = 5000;
const MOST_SHOWN = 500;
const LONGEST_SHOWN = 4000;

const list = document.getElementById('lines');
const filter = document.getElementById('filter');
const level = document.getElementById('level');
const process = document.getElementById('process');
const shown = document.getElementById('shown');

let kept = [];
let paused = false;
let waiting = 0; // lines that came while it was paused
let frozen = null; // what is looked at then
let names = new Set();

function textOf(value) {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function objectOf(value) {
  return typeof value === 'object' && value !== null ? value : {};
}

/** A line of the server's as what the page shows; one that is no object is a text. */
function understood(raw) {
  let line;
  try {
    line = objectOf(JSON.parse(raw));
  } catch {
    return {time: '', severity: 0, level: '', process: '', sender: '', text: raw, lost: false};
  }
  const resource = objectOf(line.Resource);
  const attributes = objectOf(line.Attributes);
  const name = textOf(resource['service.name']);
  const pid = textOf(resource['process.pid']);
  const host = textOf(attributes['network.peer.address']) && textOf(resource['host.name']);
  return {
    time: textOf(line.Timestamp).slice(0, 23).replace('T', ' '),
    severity: Number(line.SeverityNumber) || 0,
    level: textOf(line.SeverityText),
    process: name,
    sender: name + (pid ? `[${pid}]` : '') + (host ? `@${host}` : ''),
    text: textOf(line.Body),
    lost: 'mailslog.lost_records' in attributes,
  };
}

/** What stands in the place of lines that are missing. */
function gapOf(missing) {
  return {...understood('{}'), text: `… ${missing} lines are not shown here`, isGap: true};
}

function isWanted(line) {
  const text = filter.value.toLowerCase();
  return line.severity >= Number(level.value) &&
    (process.value === '' || line.process === process.value) &&
    (text === '' || `${line.sender} ${line.text}`.toLowerCase().includes(text));
}

function part(kind, className, text) {
  const element = document.createElement(kind);
  element.className = className;
  element.textContent = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  return element;
}

function itemOf(line) {
  const item = document.createElement('li');
  item.setAttribute('role', 'option');
  if (['warning', 'error', 'critical'].includes(line.level)) {
    item.classList.add(line.level);
  }
  item.classList.toggle('loss', line.lost);
  item.append(part('time', '', line.time), part('span', 'level', line.level),
    part('bdi', 'sender', line.sender), part('bdi', 'text', line.text));
  return item;
}

function countOf(lines) {
  return lines.filter((line) => !line.isGap).length;
}

function looked() {
  return frozen || kept;
}

/** Shows anew what is wanted, and stays at the end if that was in sight. */
export function showLines() {
  const wanted = looked().filter((line) => line.isGap || isWanted(line));
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.replaceChildren(...wanted.slice(-MOST_SHOWN).map(itemOf));
  list.removeAttribute('aria-activedescendant');
  shown.textContent = `${countOf(wanted)} of ${countOf(looked())} lines` +
    (paused ? `; paused, ${waiting} more` : '');
  if (atEnd && !paused) {
    list.scrollTop = list.scrollHeight;
  }
}

function noteProcesses(lines) {
  for (const line of lines) {
    if (line.process && !names.has(line.process) && names.size < 500) {
      names.add(line.process);
      const option = document.createElement('option');
      option.value = line.process;
      option.textContent = line.process;
      process.append(option);
    }
  }
}

/** Takes lines as the server gives them, before which so many are missing. */
export function addLines(missing, rawLines) {
  if (missing === 0 && rawLines.length === 0) {
    return;
  }
  const gap = missing > 0 ? [gapOf(missing)] : [];
  const lines = rawLines.map(understood);
  kept = kept.concat(gap, lines).slice(-MOST_KEPT);
  waiting += paused ? lines.length : 0;
  noteProcesses(lines);
  showLines();
}

export function forgetLines() {
  kept = [];
}

export function setPaused(wanted) {
  paused = wanted;
  frozen = paused ? kept : null;
  waiting = 0;
  showLines();
}

/** Goes `steps` lines on from the one that is selected, or from the end. */
export function moveSelection(steps) {
  const items = [...list.children];
  if (items.length === 0) {
    return;
  }
  const before = items.findIndex((item) => item.getAttribute('aria-selected') === 'true');
  const from = before < 0 ? items.length : before;
  const to = Math.min(Math.max(from + steps, 0), items.length - 1);
  items[before]?.removeAttribute('aria-selected');
  items[before]?.removeAttribute('id');
  items[to].setAttribute('aria-selected', 'true');
  items[to].id = 'selected';
  list.setAttribute('aria-activedescendant', 'selected');
  items[to].scrollIntoView({block: 'nearest'});
}

export function moveToNewest() {
  moveSelection(list.children.length);
  list.scrollTop = list.scrollHeight;
}
