/** The loaded component, and the calls that a host makes into it. */

import { PipelineError, SERVICE } from '../failure.js';
import * as component from '../sandbox/component.js';
import { Instance } from '../sandbox/instance.js';
import { Limits } from '../sandbox/limits.js';
import { LocalInstance } from '../sandbox/local_instance.js';
import { guarded } from '../sandbox/poisoned.js';
import { Job } from './job.js';

/** @typedef {import('../index.js').Exports} Exports */
/** @typedef {import('../index.js').Options} Options */
/** @typedef {import('../index.js').RulesFile} RulesFile */
/** @typedef {import('../trace/trace.js').Trace} Trace */

/**
 * What was loaded, and how to run it.
 * @typedef {object} Loaded
 * @property {string} script
 * @property {Promise<component.Modules>} compiling
 * @property {component.Facts} facts
 * @property {Limits} limits
 * @property {string | undefined} file
 * @property {Trace | undefined} trace
 */

/** The component, ready to be instantiated any number of times. Instances are independent of each other. */
export class Pipeline {
  /** @type {Loaded} */
  #loaded;
  /** @type {Promise<component.Link> | undefined} */
  #link;

  /** @param {Loaded} loaded */
  constructor(loaded) {
    this.#loaded = loaded;
  }

  /**
   * Loads a composed component. The default is the one that `make compose` built.
   * @param {object} [options]
   * @param {string | undefined} [options.component]
   * @param {Record<string, number | undefined>} [options.limits] by name; they apply to each instance separately
   * @param {(text: string) => void} [options.notice] called with what the user has to wait for
   * @param {Trace | undefined} [options.trace] records every call, if the composition has spies
   */
  static async load({ component: file, limits: set, notice = () => {}, trace } = {}) {
    const limits = new Limits(set);
    if (trace && limits.get('timeout')) {
      throw new PipelineError('input', "cannot trace within a `timeout`: Node can't do both, `bin/pipeline` can");
    }
    const translation = await translated(file, notice);
    const compiling = component.compile(translation, limits.of('max-memory'));
    const { script, facts } = translation;
    const unreadable = (/** @type {string} */ why) =>
      new PipelineError('input', `cannot read the component \`${file}\`: ${why}`);
    const [spy] = facts.spies;
    if (spy === undefined && trace) {
      throw unreadable('found no spies in it; use `build/traced.wasm`, which `make compose` builds');
    }
    if (spy !== undefined && !trace) throw unreadable(`found an import of \`${spy}\`, expected none`);
    trace?.resolve(facts.exporters);
    const loaded = new Pipeline({ script, compiling, facts, limits, file, trace });
    // Report errors here, and not at the first call.
    await (limits.get('timeout') ? compiling : loaded.#linked());
    return loaded;
  }

  /**
   * A new instance: the typed interfaces of the components. It shares nothing with other instances. Calls have no deadline.
   * After a trap every further call throws.
   * @returns {Promise<Exports>}
   */
  async instance() {
    const link = await this.#linked();
    return guarded(this.#make(link));
  }

  /**
   * Creates one user in a new instance, by these rules or the defaults.
   * @param {{ name: string, email: string, age: number }} user
   * @param {RulesFile} [rules]
   */
  async createUser(user, rules) {
    return this.#once('create the user', (instance) => {
      if (rules) {
        const settings = inRules(rules, () => instance.call('settings', rules.text));
        instance.call('configure', { ...settings, keepUsers: false });
      }
      const call = () => instance.call('createUser', user);
      const argumentBytes = Buffer.byteLength(user.name) + Buffer.byteLength(user.email);
      const called = { interface: SERVICE, name: 'create-user', argumentBytes };
      const { trace } = this.#loaded;
      return trace ? trace.call(called, call, ({ userId = '' }) => userId.length) : call();
    });
  }

  /** The default rules, as a file to edit. */
  async defaultRules() {
    return this.#once('print the rules', (instance) => instance.call('template'));
  }

  /**
   * Checks whether a run would accept these rules.
   * @param {RulesFile} rules
   */
  async checkRules(rules) {
    return this.#once(`check the rules \`${rules.name}\``, (instance) => {
      inRules(rules, () => instance.call('validate', rules.text));
    });
  }

  /**
   * Opens a job in a new instance. `max-record-bytes` applies unless the options set their own.
   * @param {Partial<Options>} [options]
   */
  async open(options = {}) {
    const instance = await this.#instance('start the run');
    instance.call('open', this.#withinLimits(options));
    return new Job(instance, this.#loaded.trace);
  }

  /**
   * Looks at the beginning of an input, in a new instance; see `peek` in `wit/job.wit`.
   * @param {string} name
   * @param {import('../index.js').InputFormat | undefined} format
   * @param {{ bytes: Uint8Array, whole: boolean }} beginning
   * @param {number} sample
   * @param {Partial<Options>} [options]
   */
  async peek(name, format, { bytes, whole }, sample, options = {}) {
    return this.#once(`look at \`${name}\``, (instance) =>
      instance.call('peek', this.#withinLimits(options), name, format, bytes, whole, sample),
    );
  }

  /** @param {Partial<Options>} options */
  #withinLimits(options) {
    const maxRecordBytes = this.#loaded.limits.of('max-record-bytes');
    return { nameInputs: false, keepUsers: false, maxRecordBytes, ...options };
  }

  /**
   * @template T
   * @param {string} doing
   * @param {(instance: Instance) => T} call
   */
  async #once(doing, call) {
    const instance = await this.#instance(doing);
    try {
      return call(instance);
    } finally {
      instance.leave();
    }
  }

  /** @param {string} doing */
  async #instance(doing) {
    const { facts, limits } = this.#loaded;
    const instance = new Instance(await this.#callee(), limits, facts, doing);
    instance.start();
    return instance;
  }

  /** In a worker thread if there is a deadline: only terminating the thread ends an endless loop. */
  async #callee() {
    const seconds = this.#loaded.limits.get('timeout');
    if (seconds === undefined) {
      const link = await this.#linked();
      return new LocalInstance(() => this.#make(link));
    }
    const { WorkerInstance } = await import('../sandbox/worker_instance.js');
    const { script, compiling } = this.#loaded;
    return WorkerInstance.begin({ script, modules: await compiling }, seconds);
  }

  /** The function that creates instances in this thread. */
  #linked() {
    const { script, compiling } = this.#loaded;
    this.#link ??= component.link(script, compiling);
    return this.#link;
  }

  /** @param {component.Link} link */
  #make(link) {
    const { facts, trace } = this.#loaded;
    return trace ? link(Object.fromEntries(facts.spies.map((name) => [name, trace.sink(name)]))) : link();
  }
}

/**
 * A component's translation by jco.
 * @param {string | undefined} file
 * @param {(text: string) => void} notice
 */
async function translated(file, notice) {
  if (file === undefined) return component.inFolder(component.TRANSLATED);
  // Imported only when needed: loading it takes as long as running the sample.
  const { translate } = await import('../cache/translated.js');
  return translate(file, notice);
}

/**
 * Runs a call that may find an error in a rules file, and adds the file's name to the message.
 * @template T
 * @param {RulesFile} rules
 * @param {() => T} call
 * @returns {T}
 */
function inRules(rules, call) {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof PipelineError && error.kind === 'input')) throw error;
    throw new PipelineError('input', `${rules.name}:${error.message}`, error.position);
  }
}
