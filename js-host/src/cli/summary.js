/** The result of a run, for people. The same as the Rust host's. */

import { within } from '../run/publish.js';
import { coloursOfStdout } from './colours.js';
import { nextStep } from './next_step.js';
import { inert } from './terminal.js';

/** How many of the most frequent errors are printed. */
const ERRORS = 3;

/**
 * The counts, the report's path, the most frequent errors, each with the position of one, and how the inputs were read, if
 * not as usual, and what to do if hardly anything was accepted.
 * @param {import('../index.js').FinalOutput} last
 * @param {string} out
 */
export function summary(last, out) {
  const { output, totals, examples, sources } = last;
  const { good, bad, strong, faint } = coloursOfStdout();
  const { read, accepted, rejected } = output.counts;
  const lost = `${rejected} rejected`;
  const report = inert(within(out, 'report.html'));
  const lines = [`${read} read, ${good(`${accepted} accepted`)}, ${rejected > 0n ? bad(lost) : lost}: ${report}`];
  const { errors } = totals;
  // The first has the largest count.
  const width = String(errors[0]?.count ?? '').length;
  for (const { field, rule, message, count } of errors.slice(0, ERRORS)) {
    const example = examples.find(({ problems }) => problems.some((found) => found.field === field && found.rule === rule));
    const place = example ? ` (${inert(example.input)}:${example.line})` : '';
    lines.push(`  ${strong(String(count).padStart(width))}  ${inert(`${field}: ${message}`)}${faint(place)}`);
  }
  const more = errors.length - ERRORS;
  if (more > 0) lines.push(`  ${' '.repeat(width)}  and ${more} more ${more === 1 ? 'kind' : 'kinds'} of error`);
  for (const { name, reading, notes } of sources) {
    const all = reading === '' ? notes : [`read as ${reading}`, ...notes];
    lines.push(...all.map((note) => inert(`  ${name}: ${note}`)));
  }
  const next = nextStep(last);
  if (next !== undefined) lines.push(inert(`  next: ${next}`));
  return `${lines.join('\n')}\n`;
}
