/** What became of a run, for a person. As in Rust's host. */

import { within } from '../run/publish.js';
import { inert } from '../terminal.js';
import { coloursOfStdout } from './colours.js';

/** How many of the commonest errors are told. */
const ERRORS = 3;

/**
 * The counts, where the report is, and the commonest errors, each with where one is.
 * @param {import('../index.js').FinalOutput} last
 * @param {string} out
 */
export function summary({ output, totals, examples }, out) {
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
  return `${lines.join('\n')}\n`;
}
