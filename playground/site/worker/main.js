/** A worker makes one run and is then ended by the page: whatever a run takes is given back, and a cancel is at once. */

import { Composition } from './composition.js';
import { run } from './run.js';

/** @typedef {import('../protocol.js').Message} Message */

const TRANSLATION = '../component/pipeline.js';

const send = (/** @type {Message} */ message) => self.postMessage(message);

self.onmessage = async (/** @type {MessageEvent<import('../protocol.js').Order>} */ { data: { modules, graph, inputs } }) => {
  try {
    const { instantiate } = await import(TRANSLATION);
    const start = performance.now();
    const files = await run(new Composition(instantiate, modules, graph), inputs, send);
    send({ type: 'done', files, time: performance.now() - start });
  } catch (error) {
    send({ type: 'failed', failure: failure(error) });
  }
};

/**
 * An error of the contract says what went wrong; anything else is a trap, or a mistake of ours.
 * @param {unknown} error
 * @returns {import('../protocol.js').Failure}
 */
function failure(error) {
  const payload = error instanceof Error && 'payload' in error ? error.payload : undefined;
  if (payload && typeof payload === 'object' && 'kind' in payload && 'message' in payload) {
    return { kind: String(payload.kind), message: String(payload.message) };
  }
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof WebAssembly.RuntimeError
    ? { kind: 'trap', message: `the component failed: ${message}` }
    : { kind: 'page', message };
}
