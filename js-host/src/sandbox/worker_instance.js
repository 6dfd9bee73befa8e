/** An instance in a worker thread. Each call waits for it until a deadline; after the deadline the thread is terminated. */

import { once } from 'node:events';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

import { Met } from '../failure.js';

/** @typedef {import('./calls.js').Callee} Callee */
/** @typedef {import('./calls.js').Calls} Calls */
/** @typedef {{ result?: any, thrown?: object, memory: number }} Answer */

/** @implements {Callee} */
export class WorkerInstance {
  /** Set as soon as an answer has been posted. */
  #answered = new Int32Array(new SharedArrayBuffer(4));
  #port;
  #worker;
  #millisLeft;
  #memory = 0;

  /**
   * Starts the thread, which doesn't count against the deadline.
   * @param {{ script: string, modules: Map<string, WebAssembly.Module> }} component
   * @param {number} seconds that the component may run, all calls together
   */
  static async begin(component, seconds) {
    const instance = new WorkerInstance(component, seconds);
    await once(instance.#worker, 'message');
    // The thread must not keep a finished command alive.
    instance.#worker.unref();
    return instance;
  }

  /**
   * @param {{ script: string, modules: Map<string, WebAssembly.Module> }} component
   * @param {number} seconds
   */
  constructor(component, seconds) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#millisLeft = seconds * 1000;
    const workerData = { ...component, port: port2, answered: this.#answered };
    this.#worker = new Worker(new URL('worker.js', import.meta.url), { workerData, transferList: [port2] });
  }

  start() {
    this.#ask('start', []);
  }

  /**
   * @template {keyof Calls} N
   * @param {N} name
   * @param {import('./calls.js').Arguments<N>} args
   * @returns {ReturnType<Calls[N]>}
   */
  call(name, args) {
    return this.#ask(name, args);
  }

  memory() {
    return this.#memory;
  }

  leave() {
    void this.#worker.terminate();
  }

  /** @param {string} name @param {unknown[]} args */
  #ask(name, args) {
    const begin = performance.now();
    Atomics.store(this.#answered, 0, 0);
    this.#port.postMessage({ name, args });
    const waited = Atomics.wait(this.#answered, 0, 0, this.#millisLeft);
    this.#millisLeft -= performance.now() - begin;
    if (waited === 'timed-out') throw new Met('timeout');
    /** @type {{ message: Answer } | undefined} */
    const received = receiveMessageOnPort(this.#port);
    if (!received) throw new Error('the thread of the component gave no answer');
    const { result, thrown, memory } = received.message;
    this.#memory = memory;
    if (thrown) throw Object.assign(new Error(), thrown);
    return result;
  }
}
