/** `pipeline-node`: the command line of the Node host. */

import { CODES, PipelineError, reason } from '../failure.js';
import * as interrupt from '../interrupt.js';
import { writeSync } from '../node.js';
import { Pipeline } from '../pipeline.js';
import { parse } from './arguments.js';
import { create } from './create.js';
import { limitsOf } from './limits.js';
import { rules } from './rules.js';
import { run } from './run.js';

/**
 * Prints a line of the answer. Whoever reads it may have seen enough, as `head` has: that is no failure.
 * @param {string} line
 */
function say(line) {
  print(1, `${line}\n`);
}

/** @param {number} file @param {string} text */
function print(file, text) {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(file, rest));
    } catch (error) {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code === 'EPIPE') return;
      if (code === 'EAGAIN') continue;
      throw new PipelineError('output', `cannot write to stdout: ${reason(error)}`);
    }
  }
}

/** @param {string[]} words */
async function main(words) {
  const call = parse(words);
  if ('print' in call) {
    print(call.to === 'stdout' ? 1 : 2, call.print);
    return call.to === 'stdout' ? 0 : CODES.input;
  }
  interrupt.install();
  const named = call.values.component === undefined ? undefined : String(call.values.component);
  const notice = (/** @type {string} */ text) => print(2, `${text}\n`);
  const tracing = await startTracing(call.values, call.verb, notice);
  const load = async () => {
    const limits = await limitsOf(call.values);
    return Pipeline.load({ component: named ?? tracing?.component, limits, notice, trace: tracing?.trace });
  };
  try {
    return await execute(call, load);
  } finally {
    // A run that failed shows how far it came.
    tracing?.end();
  }
}

/** @param {import('./arguments.js').Call} call @param {() => Promise<Pipeline>} load */
function execute({ verb, operands, values }, load) {
  switch (verb) {
    case 'run':
      return run(operands, values, load, say);
    case 'create':
      return create(values, load, say);
    case 'rules':
      return rules(values, load, say);
  }
}

/**
 * @param {import('./arguments.js').Values} values
 * @param {import('./arguments.js').Call['verb']} verb
 * @param {(text: string) => void} print
 */
async function startTracing(values, verb, print) {
  if (!values.trace && values['trace-file'] === undefined) return undefined;
  const { Tracing } = await import('./tracing.js');
  return new Tracing(values, verb, print);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // What no one foresaw counts as the guest's.
  process.exitCode = error instanceof PipelineError ? error.exitCode : CODES.guest;
  print(2, `error: ${error instanceof Error ? error.message : error}\n`);
}
