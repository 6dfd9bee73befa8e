/**
 * Records every call between the components of a traced composition, with its time and size.
 *
 * The composition has spies between the components (see composer/interposer/README.md). Each reports the begin and the end
 * of a call to an import of its own, such as `service-to-validator`. The host records its own calls itself.
 */

/** The callee of the host where a composition doesn't name its components. */
const WHOLE = 'composition';

/** How many calls are kept one by one; later calls only count in the totals. */
const KEPT = 1_000_000;

/**
 * The caller, the callee, and the function. `name` is as in WIT, with its interface:
 * `my:user-service/user-service@2.0.0#process`.
 * @typedef {{ from: string, to: string, name: string }} Edge
 *
 * A finished call. Times are in milliseconds, `begin` since the trace began. Numbers and handles don't count as bytes.
 * `depth` is the number of calls that it is inside of.
 * @typedef {{ edge: Edge, begin: number, took: number, argumentBytes: number, resultBytes: number, depth: number }} Call
 *
 * All calls over one edge. `own` excludes the time of nested calls.
 * @typedef {{ edge: Edge, calls: number, argumentBytes: number, resultBytes: number, took: number, own: number }} Totals
 */

/** A function's name without its interface, for people: `process`, `rule-set.describe`. @param {Edge} edge */
export function short({ name }) {
  return name.slice(name.lastIndexOf('#') + 1).replace(/^.*\]/, '');
}

export class Trace {
  #start = performance.now();
  /** @type {{ edge: Edge, begin: number, argumentBytes: number, inside: number }[]} */
  #open = [];
  /** @type {Call[]} */
  #calls = [];
  /** @type {Map<string, Totals>} */
  #totals = new Map();
  /** @type {Record<string, string>} */
  #exporters = {};

  /**
   * Names the components that the host calls, by interface. A stage may stand before the one that an interface is named
   * after.
   * @param {Record<string, string>} exporters
   */
  resolve(exporters) {
    this.#exporters = exporters;
  }

  /**
   * The functions that a spy reports to.
   * @param {string} name of the import: `service-to-validator`
   */
  sink(name) {
    const [from = '', to = ''] = name.split('-to-');
    return {
      enter: (/** @type {string} */ name, /** @type {bigint} */ bytes) => this.#enter({ from, to, name }, Number(bytes)),
      leave: (/** @type {bigint} */ bytes) => this.#leave(Number(bytes)),
    };
  }

  /**
   * Makes a call of the host, and records it.
   * @template R
   * @param {{ interface: string, name: string, argumentBytes: number }} called
   * @param {() => R} call
   * @param {(result: R) => number} resultBytes
   */
  call({ interface: interfaceName, name, argumentBytes }, call, resultBytes) {
    const to = this.#exporters[interfaceName] ?? WHOLE;
    this.#enter({ from: 'host', to, name: `${interfaceName}#${name}` }, argumentBytes);
    let bytes = 0;
    try {
      const result = call();
      bytes = resultBytes(result);
      return result;
    } finally {
      this.#leave(bytes);
    }
  }

  /** Every call, in the order in which they began. */
  get calls() {
    return this.#calls.toSorted((a, b) => a.begin - b.begin || a.depth - b.depth);
  }

  /** By edge, the slowest first. */
  get totals() {
    return [...this.#totals.values()].sort((a, b) => b.took - a.took);
  }

  /** @param {Edge} edge @param {number} argumentBytes */
  #enter(edge, argumentBytes) {
    this.#open.push({ edge, begin: performance.now() - this.#start, argumentBytes, inside: 0 });
  }

  /** @param {number} resultBytes */
  #leave(resultBytes) {
    const end = performance.now() - this.#start;
    const open = this.#open.pop();
    // Our spies never leave a call that they haven't entered, but another tool's might.
    if (!open) return;
    const { edge, begin, argumentBytes, inside } = open;
    const took = end - begin;
    const around = this.#open.at(-1);
    if (around) around.inside += took;
    const key = `${edge.from} ${edge.to} ${edge.name}`;
    const totals = this.#totals.get(key) ?? { edge, calls: 0, argumentBytes: 0, resultBytes: 0, took: 0, own: 0 };
    totals.calls += 1;
    totals.argumentBytes += argumentBytes;
    totals.resultBytes += resultBytes;
    totals.took += took;
    totals.own += took - inside;
    this.#totals.set(key, totals);
    if (this.#calls.length < KEPT) {
      this.#calls.push({ edge, begin, took, argumentBytes, resultBytes, depth: this.#open.length });
    }
  }
}
