/** Many calls, as a table: one row per edge. */

import { short } from './trace.js';

const HEAD = ['from', 'to', 'function', 'calls', 'in', 'out', 'time', 'own time'];
/** The columns with text; the others are aligned right. */
const TEXT_COLUMNS = 3;

/** @param {import('./trace.js').Trace} trace */
export function table({ totals }) {
  const rows = totals.map(({ edge, calls, argumentBytes, resultBytes, took, own }) => [
    edge.from,
    edge.to,
    short(edge),
    String(calls),
    bytes(argumentBytes),
    bytes(resultBytes),
    time(took),
    time(own),
  ]);
  const all = [HEAD, ...rows];
  const widths = HEAD.map((_, at) => Math.max(...all.map((row) => (row[at] ?? '').length)));
  const cell = (/** @type {string} */ text, /** @type {number} */ at) =>
    at < TEXT_COLUMNS ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0);
  return all.map((row) => `${row.map(cell).join('  ').trimEnd()}\n`).join('');
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
