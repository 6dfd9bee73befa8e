/** The thread in which an instance is that has a deadline: it is ended from outside, whatever runs in it. */

import { parentPort, workerData } from 'node:worker_threads';

import { Here } from './calls.js';
import { link } from './component.js';

/** @type {{ script: string, modules: Map<string, WebAssembly.Module>, port: import('node:worker_threads').MessagePort, answered: Int32Array }} */
const { script, modules, port, answered } = workerData;

/** @typedef {{ name: 'start' | keyof import('./calls.js').Calls, args: never }} Call */

const here = new Here(await link(script, Promise.resolve(modules)));

port.on('message', (/** @type {Call} */ { name, args }) => {
  const message = { ...answer(name, args), memory: here.memory() };
  port.postMessage(message, bytesOf(message.result));
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
});

parentPort?.postMessage('ready');

/** @param {Call['name']} name @param {Call['args']} args */
function answer(name, args) {
  try {
    return { result: name === 'start' ? here.start() : here.call(name, args) };
  } catch (error) {
    const { name, message, stack, payload } = /** @type {Error & { payload?: unknown }} */ (error);
    return { thrown: { name, message, stack, payload } };
  }
}

/** Bytes in a result, which are handed over instead of copied: they are a copy already. @param {unknown} result */
function bytesOf(result) {
  const buffers = Object.values(result ?? {}).map((value) => (value instanceof Uint8Array ? value.buffer : undefined));
  return buffers.filter((buffer) => buffer instanceof ArrayBuffer);
}
