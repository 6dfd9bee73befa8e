/** A trace in the Trace Event Format, for chrome://tracing and ui.perfetto.dev: one lane per component. */

import { short } from './trace.js';

/** @param {import('./trace.js').Trace} trace */
export function chrome({ calls }) {
  const lanes = [...new Set(calls.map(({ edge }) => edge.to))];
  const events = calls.map(({ edge, begin, took, argumentBytes, resultBytes }) => ({
    ph: 'X',
    pid: 1,
    tid: lanes.indexOf(edge.to),
    name: short(edge),
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
