/** The worker thread of an instance with a deadline. The main thread can terminate it whatever runs in it. */

import { parentPort, workerData } from 'node:worker_threads';

import { link } from './component.js';
import { LocalInstance } from './local_instance.js';

/** @type {{ script: string, modules: Map<string, WebAssembly.Module>, port: import('node:worker_threads').MessagePort, answered: Int32Array }} */
const { script, modules, port, answered } = workerData;

/** @typedef {{ name: 'start' | keyof import('./calls.js').Calls, args: never }} Call */

const instance = new LocalInstance(await link(script, Promise.resolve(modules)));

port.on('message', (/** @type {Call} */ { name, args }) => {
  const message = { ...answer(name, args), memory: instance.memory() };
  port.postMessage(message, bytesOf(message.result));
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
});

parentPort?.postMessage('ready');

/** @param {Call['name']} name @param {Call['args']} args */
function answer(name, args) {
  try {
    return { result: name === 'start' ? instance.start() : instance.call(name, args) };
  } catch (error) {
    const { name, message, stack, payload } = /** @type {Error & { payload?: unknown }} */ (error);
    return { thrown: { name, message, stack, payload } };
  }
}

/** The bytes in a result. They are a copy already, so they are transferred and not copied again. @param {unknown} result */
function bytesOf(result) {
  const buffers = Object.values(result ?? {}).map((value) => (value instanceof Uint8Array ? value.buffer : undefined));
  return buffers.filter((buffer) => buffer instanceof ArrayBuffer);
}
