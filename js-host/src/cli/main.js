/** `pipeline-node`: the command line of the Node host. */

import { CODES, PipelineError } from '../failure.js';
import * as interrupt from '../run/interrupt.js';
import { Pipeline } from '../run/pipeline.js';
import { inert, inertLines, say, tell } from '../terminal.js';
import { parse } from './arguments.js';
import { create } from './create.js';
import { UsageError } from './level.js';
import { limitsOf } from './limits.js';
import { rules } from './rules.js';
import { run } from './run.js';

/**
 * What the command is called with. Where that is wrong, it is told of words that do nothing to a terminal.
 * @param {string[]} words
 */
function parsed(words) {
  try {
    return parse(words);
  } catch (error) {
    parse(words.map(inert));
    throw error;
  }
}

/** @param {string[]} words */
async function main(words) {
  const call = parsed(words);
  if ('print' in call) {
    (call.to === 'stdout' ? say : tell)(call.print);
    return call.to === 'stdout' ? 0 : CODES.input;
  }
  interrupt.install();
  const named = call.values.component === undefined ? undefined : String(call.values.component);
  const notice = (/** @type {string} */ text) => tell(`${inert(text)}\n`);
  const tracing = await startTracing(call.values, call.verb);
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
      return run(operands, values, load);
    case 'create':
      return create(values, load);
    case 'rules':
      return rules(values, load);
  }
}

/**
 * @param {import('./arguments.js').Values} values
 * @param {import('./arguments.js').Call['verb']} verb
 */
async function startTracing(values, verb) {
  if (!values.trace && values['trace-file'] === undefined) return undefined;
  const { Tracing } = await import('./tracing.js');
  return new Tracing(values, verb);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // What no one foresaw counts as the guest's.
  process.exitCode = error instanceof PipelineError ? error.exitCode : CODES.guest;
  const message = error instanceof Error ? error.message : String(error);
  // A wrong usage is told on several lines, and the words in it are inert.
  tell(`error: ${error instanceof UsageError ? message : inertLines(message)}\n`);
}
