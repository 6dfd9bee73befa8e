/**
 * What passes between the components of a traced composition: every call, with its time and size.
 *
 * Spies stand between the components (see composer/interposer/README.md). Each tells an import of its own, `service-to-validator`,
 * when a call begins and when it ends. The calls of the host itself are told by the host.
 */

/** Calls that are kept one by one; those after them are only counted. */
const KEPT = 1_000_000;

/**
 * Who calls what of whom; `name` is as in WIT, with its interface: `my:user-service/user-service@1.0.0#process`.
 * @typedef {{ from: string, to: string, name: string }} Edge
 *
 * A call that has ended. Times in milliseconds, `begin` since the trace began; bytes beyond numbers and handles; `depth`
 * is how many calls it is inside of.
 * @typedef {{ edge: Edge, begin: number, took: number, argumentBytes: number, resultBytes: number, depth: number }} Call
 *
 * All calls over one edge; `own` is without the calls that were made meanwhile.
 * @typedef {{ edge: Edge, calls: number, argumentBytes: number, resultBytes: number, took: number, own: number }} Totals
 */

export class Trace {
  #start = performance.now();
  /** @type {{ edge: Edge, begin: number, argumentBytes: number, inside: number }[]} */
  #open = [];
  /** @type {Call[]} */
  #calls = [];
  /** @type {Map<string, Totals>} */
  #totals = new Map();

  /**
   * The sink of a spy.
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
   * @param {{ to: string, name: string, argumentBytes: number }} called
   * @param {() => R} call
   * @param {(result: R) => number} resultBytes
   */
  call({ to, name, argumentBytes }, call, resultBytes) {
    this.#enter({ from: 'host', to, name }, argumentBytes);
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

  /** By edge, those first over which the most time passed. */
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
    // A spy can't leave what it hasn't entered; one that was made by others might.
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
