/** An instance in this thread. */

import { CALLS } from './calls.js';

/** @typedef {import('./calls.js').Callee} Callee */
/** @typedef {import('./calls.js').Calls} Calls */
/** @typedef {import('./calls.js').Running} Running */

/** @implements {Callee} */
export class LocalInstance {
  /** @type {() => Running} */
  #make;
  /** @type {Running | undefined} */
  #running;

  /** @param {() => Running} make */
  constructor(make) {
    this.#make = make;
  }

  start() {
    this.#running = this.#make();
  }

  /**
   * @template {keyof Calls} N
   * @param {N} name
   * @param {import('./calls.js').Arguments<N>} args
   * @returns {ReturnType<Calls[N]>}
   */
  call(name, args) {
    const call = /** @type {(running: Running | undefined, ...args: unknown[]) => any} */ (CALLS[name]);
    return call(this.#running, ...args);
  }

  memory() {
    return this.#running?.memory() ?? 0;
  }

  leave() {
    this.#running?.poison();
    this.#running = undefined;
  }
}
