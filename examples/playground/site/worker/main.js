/** A worker does one thing and is then ended by the page: whatever it took is given back, and a cancel is at once. */

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
    const files = await run(composition, order.inputs, order.rules, send);
    send({ type: 'done', files, time: performance.now() - start });
  } catch (error) {
    send({ type: 'failed', failure: failure(error) });
  }
};
