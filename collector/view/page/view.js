// The page's heart: asks its server for lines and state, again and again, and hears the keyboard.

import {addLines, forgetLines, moveSelection, moveToNewest, setPaused, showLines} from './lines.js';
import {showState} from './state.js';

const LINES_INTERVAL = 500;
const STATE_INTERVAL = 1000;
const HIDDEN_INTERVAL = 5000;
const RETRY_INTERVAL = 1000;
const PATIENCE = 10000;

const filter = document.getElementById('filter');
const pause = document.getElementById('pause');
const problem = document.getElementById('problem');
const list = document.getElementById('lines');

let session = '';
let next = 0;

async function ask(path) {
  const answer = await fetch(path, {cache: 'no-store', signal: AbortSignal.timeout(PATIENCE)});
  if (!answer.ok) {
    throw new Error(`the server answered ${answer.status}`);
  }
  return answer.text();
}

async function fetchLines() {
  const [head, ...lines] = (await ask(`lines?session=${session}&next=${next}`)).split('\n');
  const portion = JSON.parse(head);
  const goesOn = portion.session === session;
  if (!goesOn) { // another server: its numbers are others
    forgetLines();
  }
  const missing = goesOn ? portion.first - next : 0;
  session = portion.session;
  next = portion.next;
  addLines(missing, lines.filter((line) => line !== ''));
}

async function fetchState() {
  showState(JSON.parse(await ask('state')));
}

/** Does it for ever, one after the other; `usual` is the time between. */
async function repeat(work, usual) {
  for (;;) {
    let interval = document.hidden ? HIDDEN_INTERVAL : usual;
    try {
      await work();
      problem.hidden = true;
    } catch (error) {
      problem.textContent = `no answer from mailslog view: ${error.message}; trying again`;
      problem.hidden = false;
      interval = RETRY_INTERVAL;
    }
    await new Promise((done) => setTimeout(done, interval));
  }
}

function togglePause() {
  const wanted = pause.getAttribute('aria-pressed') !== 'true';
  pause.setAttribute('aria-pressed', String(wanted));
  pause.textContent = wanted ? 'Go on' : 'Pause';
  setPaused(wanted);
}

const KEYS = {
  '/': () => filter.focus(),
  ' ': togglePause,
  ArrowUp: () => moveSelection(-1),
  ArrowDown: () => moveSelection(1),
  PageUp: () => moveSelection(-20),
  PageDown: () => moveSelection(20),
  Home: () => moveSelection(-Infinity),
  End: moveToNewest,
};

function isForElement(event) {
  return event.ctrlKey || event.metaKey || event.altKey ||
    event.target.closest('input, select, button') !== null;
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && event.target === filter) {
    list.focus();
    return;
  }
  if (!isForElement(event) && KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});
document.getElementById('controls').addEventListener('input', showLines);
document.getElementById('controls').addEventListener('submit', (event) => event.preventDefault());
pause.addEventListener('click', togglePause);

repeat(fetchLines, LINES_INTERVAL);
repeat(fetchState, STATE_INTERVAL);
