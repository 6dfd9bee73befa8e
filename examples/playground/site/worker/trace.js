/**
 * Observes the calls between the components of a composition, from outside and without knowing any of them.
 *
 * A component consists of core modules that are instantiated one by one with each other's exports. Where one component calls
 * another, an adapter module between them imports the other's function as `callee` and copies arguments and results. So a call
 * is observed where an adapter's export is passed to the caller, and copied bytes where the adapter requests memory. Instances
 * that share anything except adapters belong to the same component.
 */

/** @typedef {{ calls: number, bytes: number, time: number }} Tally */
/** @typedef {{ from: Instance, to: Instance, name: string, tally: Tally }} Edge */
/** @typedef {{ to: Instance, name: string }} Target `name` is `INTERFACE#FUNCTION` */

/** A core instance. All instances of one component lead to the same root. */
class Instance {
  /** @type {Instance | undefined} */
  #joined;
  /** @type {Set<string>} exports of its component, at the root: `INTERFACE#FUNCTION` */
  exports = new Set();

  /** @returns {Instance} */
  get root() {
    return this.#joined?.root ?? this;
  }

  /** @param {Instance} other an earlier instance of the same component */
  join(other) {
    const [from, to] = [this.root, other.root];
    if (from === to) return;
    from.#joined = to;
    for (const name of from.exports) to.exports.add(name);
  }
}

export class Trace {
  /** @type {() => number} */
  #clock;
  /** @type {Map<WebAssembly.ExportValue, { by: Instance, name: string }>} */
  #exported = new Map();
  /** @type {Map<WebAssembly.ImportValue, Target>} exports of adapters */
  #adapters = new Map();
  /** @type {Tally | undefined} of the current call */
  #current;
  /** @type {Set<Instance>} */
  #instances = new Set();

  /** @type {Edge[]} */
  edges = [];

  /** @param {() => number} clock in milliseconds */
  constructor(clock) {
    this.#clock = clock;
  }

  /** The components with code, in order of instantiation, each represented by one instance. */
  get parts() {
    return [...new Set([...this.#instances].map(({ root }) => root))].filter(({ exports }) => exports.size > 0);
  }

  /**
   * Replaces `WebAssembly.Instance` while a component is instantiated.
   * @param {WebAssembly.Module} module
   * @param {WebAssembly.Imports} [imports]
   */
  instantiate = (module, imports = {}) =>
    'callee' in imports ? this.#adapter(module, imports) : this.#instance(module, imports);

  /** @param {WebAssembly.Module} module @param {WebAssembly.Imports} imports */
  #adapter(module, imports) {
    const realloc = mapped(imports['realloc'] ?? {}, (value) => this.#counted(callable(value)));
    const instance = new WebAssembly.Instance(module, { ...imports, realloc });
    for (const [name, callee] of Object.entries(imports['callee'] ?? {})) {
      const adapter = instance.exports[name];
      const target = this.#exported.get(/** @type {WebAssembly.ExportValue} */ (callee));
      if (!adapter || !target) throw new Error(`cannot trace calls: found nobody behind the adapter \`${name}\``);
      this.#adapters.set(adapter, { to: target.by, name: target.name });
    }
    return instance;
  }

  /** @param {WebAssembly.Module} module @param {WebAssembly.Imports} imports */
  #instance(module, imports) {
    const self = new Instance();
    const traced = mapped(imports, (values) =>
      mapped(values, (value) => {
        const target = this.#adapters.get(value);
        if (target) return this.#traced(self, target, callable(value));
        const owner = this.#exported.get(/** @type {WebAssembly.ExportValue} */ (value));
        if (owner) self.join(owner.by);
        return value;
      }),
    );
    const instance = new WebAssembly.Instance(module, traced);
    this.#instances.add(self);
    for (const [name, value] of Object.entries(instance.exports)) {
      // An export that is passed on stays with its owner.
      if (!this.#exported.has(value)) this.#exported.set(value, { by: self, name });
      if (name.includes('#') && !name.startsWith('cabi_')) self.root.exports.add(name);
    }
    return instance;
  }

  /** @param {Instance} from @param {Target} target @param {Function} call */
  #traced(from, { to, name }, call) {
    const tally = { calls: 0, bytes: 0, time: 0 };
    this.edges.push({ from, to, name, tally });
    return (/** @type {unknown[]} */ ...values) => this.count(tally, () => call(...values));
  }

  /**
   * Makes a call and adds it to the tally, including the bytes that an adapter copies meanwhile.
   * @template T
   * @param {Tally} tally
   * @param {() => T} call
   */
  count(tally, call) {
    const outer = this.#current;
    this.#current = tally;
    tally.calls += 1;
    const start = this.#clock();
    try {
      return call();
    } finally {
      tally.time += this.#clock() - start;
      this.#current = outer;
    }
  }

  /** @param {Function} realloc the function by which an adapter requests memory to copy to: old place, old size, align, size */
  #counted(realloc) {
    return (/** @type {number} */ old, /** @type {number} */ oldSize, /** @type {number} */ align, /** @type {number} */ size) => {
      if (this.#current) this.#current.bytes += (size >>> 0) - (oldSize >>> 0);
      return realloc(old, oldSize, align, size);
    };
  }
}

/** @param {WebAssembly.ImportValue} value */
const callable = (value) => /** @type {Function} */ (value);

/**
 * @template A, B
 * @param {Record<string, A>} values
 * @param {(value: A) => B} change
 */
const mapped = (values, change) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
