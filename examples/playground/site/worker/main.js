/** A worker does one task and is then terminated by the page. This frees its memory and makes cancelling immediate. */

import { Composition } from './composition.js';
import { failure } from './failure.js';
import { look } from './rules.js';
import { run } from './run.js';

/** @typedef {import('../protocol.js').Message} Message */
/** @typedef {import('../protocol.js').Order} Order */

const TRANSLATION = '../component/pipeline.js';

const send = (/** @type {Message} */ message) => self.postMessage(message);

self.onmessage = async (/** @type {MessageEvent<Order>} */ { data: order }) => {
  try {
    const { instantiate } = await import(TRANSLATION);
    const start = performance.now();
    const composition = new Composition(instantiate, order.modules, order.graph);
    if (order.type === 'rules') return send({ type: 'rules', ...look(composition.exports.config, order.rules) });
    const ended = await run(composition, order, send);
    send({ type: 'done', ...ended, time: performance.now() - start });
  } catch (error) {
    send({ type: 'failed', failure: failure(error) });
  }
};
