/** A trace, to be looked at: a tree of a few calls, a table of many, or a file for a viewer. The same as the Rust host's. */

/** @typedef {import('./trace.js').Trace} Trace */

const HEAD = ['from', 'to', 'function', 'calls', 'in', 'out', 'time', 'own time'];
/** The columns with words; figures stand right. */
const WORDS = 3;

/** @param {Trace} trace */
export function tree({ calls }) {
  const lines = calls.map(({ edge, depth, took, argumentBytes, resultBytes }) => ({
    call: `${'  '.repeat(depth)}${edge.from} → ${edge.to}  ${short(edge.name)}`,
    cost: `${bytes(argumentBytes)} in, ${bytes(resultBytes)} out, ${time(took)}`,
  }));
  const width = Math.max(0, ...lines.map(({ call }) => call.length));
  return lines.map(({ call, cost }) => `${call.padEnd(width)}  ${cost}\n`).join('');
}

/** @param {Trace} trace */
export function table({ totals }) {
  const rows = totals.map(({ edge, calls, argumentBytes, resultBytes, took, own }) => [
    edge.from,
    edge.to,
    short(edge.name),
    String(calls),
    bytes(argumentBytes),
    bytes(resultBytes),
    time(took),
    time(own),
  ]);
  const all = [HEAD, ...rows];
  const widths = HEAD.map((_, at) => Math.max(...all.map((row) => (row[at] ?? '').length)));
  const cell = (/** @type {string} */ text, /** @type {number} */ at) =>
    at < WORDS ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0);
  return all.map((row) => `${row.map(cell).join('  ').trimEnd()}\n`).join('');
}

/**
 * In the Trace Event Format, which chrome://tracing and ui.perfetto.dev read: a lane a component.
 * @param {Trace} trace
 */
export function chrome({ calls }) {
  const lanes = [...new Set(calls.map(({ edge }) => edge.to))];
  const events = calls.map(({ edge, begin, took, argumentBytes, resultBytes }) => ({
    ph: 'X',
    pid: 1,
    tid: lanes.indexOf(edge.to),
    name: short(edge.name),
    cat: `${edge.from} → ${edge.to}`,
    ts: begin * 1e3,
    dur: took * 1e3,
    args: { function: edge.name, from: edge.from, 'argument bytes': argumentBytes, 'result bytes': resultBytes },
  }));
  const names = lanes.flatMap((name, tid) => [
    { ph: 'M', pid: 1, tid, name: 'thread_name', args: { name } },
    { ph: 'M', pid: 1, tid, name: 'thread_sort_index', args: { sort_index: tid } },
  ]);
  return JSON.stringify({ traceEvents: [...events, ...names], displayTimeUnit: 'ms' });
}

/** For people: `process`, `rule-set.describe`. @param {string} name */
function short(name) {
  return name.slice(name.lastIndexOf('#') + 1).replace(/^.*\]/, '');
}

/** @param {number} count */
export function bytes(count) {
  if (count < 1000) return `${count} B`;
  if (count < 999_950) return `${(count / 1e3).toFixed(1)} kB`;
  if (count < 999_950_000) return `${(count / 1e6).toFixed(1)} MB`;
  return `${(count / 1e9).toFixed(1)} GB`;
}

/** @param {number} millis */
export function time(millis) {
  const micros = millis * 1e3;
  if (micros < 999.5) return `${micros.toFixed(1)} µs`;
  if (micros < 999_500) return `${(micros / 1e3).toFixed(1)} ms`;
  return `${(micros / 1e6).toFixed(2)} s`;
}
