/** The Node host: runs the composed pipeline, as jco has translated it. */

import { readFileSync } from 'node:fs';

import { reporter, service } from '../../build/js/pipeline.js';

/**
 * Prints the outcome of each record and the report. The exit code is 1 if records are rejected.
 * @param {string} file
 */
function run(file) {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  const outcomes = service.process(text);
  const lines = outcomes.flatMap(({ line, problems }) =>
    problems.length === 0
      ? [`line ${line}: accepted\n`]
      : problems.map(({ field, message }) => `line ${line}: ${field}: ${message}\n`),
  );
  process.stdout.write(lines.join('') + reporter.render(outcomes));
  process.exitCode = outcomes.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

const [, , file, ...more] = process.argv;
try {
  if (file === undefined || more.length > 0) throw new Error('expected one argument, a CSV file');
  run(file);
} catch (error) {
  // An error of the contract has a payload.
  const { payload, message } = /** @type {{ payload?: string, message: string }} */ (error);
  console.error(`error: cannot read \`${file ?? ''}\`: ${payload ?? message}`);
  process.exitCode = 2;
}
