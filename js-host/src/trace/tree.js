/** A few calls, as a tree. */

import { bytes, time } from './table.js';
import { short } from './trace.js';

/** @param {import('./trace.js').Trace} trace */
export function tree({ calls }) {
  const lines = calls.map(({ edge, depth, took, argumentBytes, resultBytes }) => ({
    call: `${'  '.repeat(depth)}${edge.from} → ${edge.to}  ${short(edge)}`,
    cost: `${bytes(argumentBytes)} in, ${bytes(resultBytes)} out, ${time(took)}`,
  }));
  const width = Math.max(0, ...lines.map(({ call }) => call.length));
  return lines.map(({ call, cost }) => `${call.padEnd(width)}  ${cost}\n`).join('');
}
