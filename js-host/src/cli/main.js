/** `pipeline-node`: the command line of the Node host. */

import { CODES, PipelineError, shortage } from '../failure.js';
import * as interrupt from '../run/interrupt.js';
import { Pipeline } from '../run/pipeline.js';
import { parse, refuseReplaced, UsageError } from './arguments.js';
import { RUST_ONLY_OPTIONS } from './commands.js';
import { create } from './create.js';
import { limitsOf } from './limits.js';
import { peek } from './peek.js';
import { rules } from './rules.js';
import { run } from './run.js';
import { inertLines, message, say, shortened, tell } from './terminal.js';

/** @param {string[]} words */
async function main(words) {
  refuseReplaced(words);
  const call = parse(words);
  if ('print' in call) {
    (call.to === 'stdout' ? say : tell)(call.print);
    return call.to === 'stdout' ? 0 : CODES.input;
  }
  if (call.values['debug-info']) {
    const instead = `bin/pipeline ${call.verb} --debug-info`;
    throw new PipelineError('input', `\`--debug-info\` is not supported by the Node host; use \`${instead}\``);
  }
  interrupt.install();
  const named = call.values.component === undefined ? undefined : String(call.values.component);
  const notice = (/** @type {string} */ text) => tell(`${message(text)}\n`);
  const tracing = await startTracing(call.values, call.verb);
  let loaded = false;
  // After a failed run too: the trace shows how far it got. Before, the file may be one that must not be written.
  const traced = () => {
    const isDue = loaded;
    loaded = false;
    if (isDue) tracing?.end();
  };
  const load = async () => {
    const limits = limitsOf(call.values, process.env);
    const pipeline = await Pipeline.load({ component: named ?? tracing?.component, limits, notice, trace: tracing?.trace });
    loaded = true;
    return pipeline;
  };
  try {
    return await execute(call, load, traced);
  } finally {
    traced();
  }
}

/**
 * @param {import('./arguments.js').Call} call
 * @param {() => Promise<Pipeline>} load
 * @param {() => void} traced ends the trace, which comes before the answer
 */
function execute({ verb, operands, values }, load, traced) {
  switch (verb) {
    case 'run':
      return run(operands, values, load, traced);
    case 'peek':
      return peek(String(operands[0]), values, load);
    case 'create':
      return create(values, load, traced);
    case 'rules':
      return rules(values, load);
  }
}

/**
 * @param {import('./arguments.js').Values} values
 * @param {import('./arguments.js').Call['verb']} verb
 */
async function startTracing(values, verb) {
  const rustOnly = RUST_ONLY_OPTIONS.find((option) => values[option] !== undefined);
  if (rustOnly !== undefined) {
    const instead = `\`bin/pipeline ${verb} --${rustOnly}\``;
    throw new PipelineError('input', `\`--${rustOnly}\` is not supported by the Node host; use ${instead}`);
  }
  if (!values.trace && values['trace-file'] === undefined) return undefined;
  const { Tracing } = await import('./tracing.js');
  return new Tracing(values, verb);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  // Unexpected errors are reported as component failures, unless a module that is loaded late can't be opened.
  const error = thrown instanceof PipelineError ? thrown : (shortage('load the host', thrown) ?? thrown);
  process.exitCode = error instanceof PipelineError ? error.exitCode : CODES.guest;
  const text = error instanceof Error ? error.message : String(error);
  tell(`error: ${error instanceof UsageError ? `${message(text)}\n\n${error.more}` : inertLines(shortened(text))}\n`);
}
