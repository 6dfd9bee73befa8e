/** Guards the exports of an instance: after a trap it may be in any state, so every further call is rejected. */

import { PipelineError } from '../failure.js';

/** @typedef {import('../index.js').Exports} Exports */
/** @typedef {(...args: unknown[]) => unknown} Callable */

/**
 * The same exports. Once a call has thrown anything but an error of the contract, every call throws.
 * @param {import('./calls.js').Running} running
 * @returns {Exports}
 */
export function guarded({ exports, poison }) {
  let isPoisoned = false;
  /** @template T @param {string} name @param {() => T} call */
  const attempt = (name, call) => {
    if (isPoisoned) {
      const why = "an earlier call failed, and the instance isn't called again";
      throw new PipelineError('guest', `cannot call \`${name}\`: ${why}`);
    }
    try {
      return call();
    } catch (error) {
      if (!(error instanceof Error && 'payload' in error)) {
        isPoisoned = true;
        poison();
      }
      throw error;
    }
  };
  /** Wraps a function, or a resource's class with its methods. @param {string} name @param {Callable} callable @returns {Callable} */
  const wrap = (name, callable) => {
    for (const owner of [callable, callable.prototype ?? {}]) {
      for (const [method, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
        if (typeof value === 'function' && method !== 'constructor') owner[method] = wrap(`${name}.${method}`, value);
      }
    }
    return new Proxy(callable, {
      apply: (_, self, args) => attempt(name, () => Reflect.apply(callable, self, args)),
      construct: (_, args) => attempt(name, () => Reflect.construct(callable, args)),
    });
  };
  const all = Object.entries(exports).map(([key, { ...items }]) => {
    const functions = Object.entries(items).map(([name, item]) => [name, wrap(name, /** @type {Callable} */ (item))]);
    return [key, Object.fromEntries(functions)];
  });
  return /** @type {Exports} */ (Object.fromEntries(all));
}
