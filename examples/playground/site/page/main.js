/** The page: accepts an input, starts a run, and shows what happens. */

import { showCalls } from './calls.js';
import { loadBuild, loadModules } from './component.js';
import { byId, element } from './dom.js';
import { GraphView } from './graph.js';
import { listen } from './input.js';
import { addFile, clearOutputs, showOutputs } from './outputs.js';
import { identity, showParts, summary } from './parts.js';
import { readingOf, writingOf } from './reading.js';
import { RecordsView } from './records.js';
import { RulesEditor } from './rules.js';
import { Task } from './task.js';
import { visible } from './visible.js';
import { count, share, size, time } from './wording.js';

/** @typedef {import('../protocol.js').Message} Message */

const status = byId('status', HTMLElement);
const failure = byId('failure', HTMLElement);
const progress = byId('progress', HTMLProgressElement);
const cancel = byId('cancel', HTMLButtonElement);
const again = byId('again', HTMLButtonElement);
const csv = byId('csv', HTMLButtonElement);
const readings = byId('readings', HTMLElement);
const calls = byId('calls', HTMLTableElement);
const records = new RecordsView({
  table: byId('records', HTMLTableElement),
  filter: byId('filter', HTMLFormElement),
  shown: byId('shown', HTMLElement),
  more: byId('more', HTMLButtonElement),
});

const rules = new RulesEditor(
  {
    field: byId('rules', HTMLTextAreaElement),
    verdict: byId('rules-verdict', HTMLElement),
    reset: byId('rules-reset', HTMLButtonElement),
  },
  look,
  allowAgain,
);

const loaded = load();
loaded.then(
  () => {
    say('Ready.', 0);
    rules.fill();
  },
  (error) => fail('The component could not be loaded.', error.message),
);

/** Each input ends the previous run. */
let turn = 0;
/** @type {Task | undefined} */
let current;
/** @type {File[] | Promise<File[]> | undefined} */
let latest;
/** @type {import('../protocol.js').RunOrder | undefined} the last run */
let order;
listen(start);
csv.addEventListener('click', writeCsv);
byId('reading', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  again.click();
});
byId('rejected', HTMLElement).addEventListener('click', () => records.showRejected());
again.addEventListener('click', () => latest && start(latest));
cancel.addEventListener('click', () => {
  turn += 1;
  stop();
  clear();
  say('Cancelled. Nothing of the run was kept.', 0);
});

async function load() {
  const build = await loadBuild();
  const graph = new GraphView(byId('graph', HTMLElement), build.graph);
  byId('summary', HTMLElement).textContent = summary(build);
  byId('identity', HTMLElement).replaceChildren(...identity(build));
  showParts(byId('parts', HTMLTableElement), build);
  const modules = await loadModules(build, (done) => (progress.value = done));
  if ('serviceWorker' in navigator) {
    navigator.serviceWorker.register(`offline.js?${build.version}`).catch(() => {}); // then the page needs its server
  }
  return { build, graph, modules };
}

/** @param {File[] | Promise<File[]>} source */
async function start(source) {
  const mine = (turn += 1);
  stop();
  clear();
  latest = source;
  allowAgain();
  cancel.disabled = false;
  say('Loading…');
  try {
    const [{ build, graph, modules }, inputs] = await Promise.all([loaded, source]);
    if (mine !== turn) return;
    const names = visible(inputs.map(({ name }) => name).join(', '));
    const total = inputs.reduce((sum, input) => sum + input.size, 0);
    byId('chosen', HTMLElement).textContent = `${names}, ${size(total)}`;
    say(`Running ${names}…`, 0);
    order = {
      type: 'run',
      modules,
      graph: build.graph,
      inputs,
      rules: rules.text,
      reading: readingOf(byId('reading', HTMLFormElement)),
      writing: { format: 'ndjson', ...writingOf(byId('reading', HTMLFormElement)) },
    };
    current = new Task(order, (message) => show(message, graph, total));
  } catch (error) {
    if (mine === turn) fail('The run could not be started.', error instanceof Error ? error.message : String(error));
  }
}

/** The page shows records from NDJSON, so CSV is written by a second run of the same input. */
function writeCsv() {
  if (!order) return;
  csv.disabled = true;
  current = new Task({ ...order, writing: { ...order.writing, format: 'csv' } }, (message) => {
    if (message.type === 'done') message.files.filter(({ name }) => name.endsWith('.csv')).forEach(addFile);
    if (message.type === 'failed') fail('The CSV could not be written.', message.failure.message);
  });
}

/** An input can be run again unless the rules are wrong. */
function allowAgain() {
  again.disabled = latest === undefined || rules.isWrong;
}

/** @type {Task | undefined} */
let looking;

/** @param {string} text @param {(found: import('./rules.js').Answer) => void} answer */
async function look(text, answer) {
  const parts = await loaded.catch(() => undefined); // already reported
  if (!parts) return;
  const { build, modules } = parts;
  looking?.end();
  looking = new Task({ type: 'rules', modules, graph: build.graph, rules: text }, (message) => {
    if (message.type === 'rules') answer(message);
    if (message.type === 'failed') fail('The rules could not be looked at.', message.failure.message);
  });
}

/**
 * @param {Message} message
 * @param {GraphView} graph
 * @param {number} total bytes of the inputs
 */
function show(message, graph, total) {
  switch (message.type) {
    case 'progress':
      progress.value = total ? message.bytes / total : 1;
      showCounts(message.counts);
      showCalls(calls, message.calls);
      graph.show(message.calls, performance.now());
      records.add(message);
      break;
    case 'done':
      stop();
      say(`${verdict()} in ${time(message.time)}.`, 1);
      csv.disabled = false;
      readings.replaceChildren(...message.sources.flatMap(inWords));
      showOutputs(message.files);
      break;
    case 'failed':
      fail('The run failed. Nothing of it was kept.', message.failure.message);
  }
}

/** How a source was read, if not as usual. @param {import('../protocol.js').Source} source */
const inWords = ({ name, reading, notes }) =>
  [...(reading ? [`read as ${reading}`] : []), ...notes].map((note) => element('li', {}, visible(`${name}: ${note}`)));

const figures = /** @type {const} */ (['read', 'accepted', 'rejected']);
let counts = { read: 0, accepted: 0, rejected: 0 };

/** @param {typeof counts} now */
function showCounts(now) {
  counts = now;
  for (const figure of figures) byId(figure, HTMLElement).textContent = count(counts[figure]);
}

const verdict = () =>
  `${count(counts.read)} read: ${count(counts.accepted)} accepted, ${count(counts.rejected)} rejected` +
  (counts.read ? ` (${share(counts.rejected / counts.read)}),` : ',');

/** @param {string} text @param {number} [done] */
function say(text, done) {
  status.textContent = text;
  if (done === undefined) progress.removeAttribute('value');
  else progress.value = done;
}

/** @param {string} text @param {string} why */
function fail(text, why) {
  stop();
  clear();
  say(text, 0);
  failure.textContent = visible(why);
  failure.hidden = false;
}

function stop() {
  current?.end();
  current = undefined;
  cancel.disabled = true;
}

function clear() {
  failure.hidden = true;
  readings.replaceChildren();
  showCounts({ read: 0, accepted: 0, rejected: 0 });
  showCalls(calls, []);
  records.clear();
  clearOutputs();
  loaded.then(({ graph }) => graph.show([], 0), () => {});
}
