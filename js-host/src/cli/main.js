/** `pipeline-node`: the command line of the Node host. */

import { CODES, PipelineError } from '../failure.js';
import * as interrupt from '../interrupt.js';
import { Pipeline } from '../pipeline.js';
import { inert, say, tell } from '../terminal.js';
import { parse } from './arguments.js';
import { create } from './create.js';
import { UsageError } from './level.js';
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
  const component = call.values.component === undefined ? undefined : String(call.values.component);
  const load = () => Pipeline.load({ component, notice: (text) => tell(`${inert(text)}\n`) });
  return call.verb === 'run' ? run(call.operands, call.values, load) : create(call.values, load);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // What no one foresaw counts as the guest's.
  process.exitCode = error instanceof PipelineError ? error.exitCode : CODES.guest;
  const message = error instanceof Error ? error.message : String(error);
  // A wrong usage is told on several lines, and the words in it are inert.
  tell(`error: ${error instanceof UsageError ? message : inert(message)}\n`);
}
