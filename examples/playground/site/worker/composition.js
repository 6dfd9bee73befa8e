/** An instance of the composed component in which every call is counted, between components and from the host. */

import { HOST, nameParts } from './names.js';
import { Trace } from './trace.js';

/** @typedef {import('../protocol.js').Call} Call */
/** @typedef {import('../../../../build/js/pipeline.js').Root} Exports */

export class Composition {
  #trace = new Trace(() => performance.now());
  /** @type {Map<string, Call>} */
  #host = new Map();
  /** @type {() => Call[]} */
  #between;
  /** @type {import('../protocol.js').Graph} */
  #graph;
  /** @type {Exports} */
  exports;

  /**
   * @param {typeof import('../../../../build/js/pipeline.js').instantiate} instantiate from jco
   * @param {Map<string, WebAssembly.Module>} modules the modules it requests, by name
   * @param {import('../protocol.js').Graph} graph
   */
  constructor(instantiate, modules, graph) {
    const types = /** @type {any} */ ({}); // the imports contain only types
    const module = (/** @type {string} */ name) => /** @type {WebAssembly.Module} */ (modules.get(name));
    this.exports = instantiate(module, types, this.#trace.instantiate);
    this.#graph = graph;
    const names = nameParts(this.#trace, graph);
    // A component is instantiated after those that it calls; readers expect the caller first.
    const edges = this.#trace.edges.toReversed().map(({ from, to, name, tally }) => ({
      from: /** @type {string} */ (names.get(from.root)),
      to: /** @type {string} */ (names.get(to.root)),
      ...split(name),
      tally,
    }));
    this.#between = () => edges.map(({ tally, ...edge }) => ({ ...edge, ...tally }));
  }

  /**
   * Calls a function as the host.
   * @template T
   * @param {string} name `INTERFACE#FUNCTION`
   * @param {() => T} call
   * @param {(result: T) => number} size the bytes copied, arguments and result
   */
  call(name, call, size) {
    let tally = this.#host.get(name);
    if (!tally) {
      tally = { from: HOST, to: this.#exporter(name), ...split(name), calls: 0, bytes: 0, time: 0 };
      this.#host.set(name, tally);
    }
    const result = this.#trace.count(tally, call);
    tally.bytes += size(result);
    return result;
  }

  /** All calls so far, and all possible calls. */
  get calls() {
    return [...this.#host.values()].map((call) => ({ ...call })).concat(this.#between());
  }

  /** @param {string} name */
  #exporter(name) {
    const { through } = split(name);
    const to = this.#graph.edges.find((edge) => edge.from === HOST && edge.through === through)?.to;
    if (typeof to !== 'object' || !('component' in to)) throw new Error(`cannot call \`${name}\`: nobody exports it`);
    return to.component;
  }
}

/** @param {string} name */
function split(name) {
  const at = name.indexOf('#');
  return { through: name.slice(0, at), function: name.slice(at + 1) };
}
