/** The composed component, loaded, and what a host calls of it. */

import { Here } from './calls.js';
import * as component from './component.js';
import { PipelineError } from './failure.js';
import { Instance } from './instance.js';
import { Job } from './job.js';
import { Limits } from './limits.js';
import { guarded } from './spent.js';

/** @typedef {import('./index.js').Exports} Exports */
/** @typedef {import('./index.js').Options} Options */
/** @typedef {import('./index.js').RulesFile} RulesFile */
/** @typedef {import('./trace.js').Trace} Trace */

/**
 * What was loaded, and how it is to be run.
 * @typedef {object} Loaded
 * @property {string} script
 * @property {Promise<component.Modules>} compiling
 * @property {component.Facts} facts
 * @property {Limits} limits
 * @property {string | undefined} file
 * @property {Trace | undefined} trace
 */

/** The component, ready to be instantiated any number of times. What one instance does changes no other. */
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
   * Loads a composed component; without a file, the one that `make compose` made.
   * @param {object} [options]
   * @param {string | undefined} [options.component]
   * @param {Record<string, number | undefined>} [options.limits] by name; each instance is held to them by itself
   * @param {(text: string) => void} [options.notice] is told what a person has to wait for
   * @param {Trace | undefined} [options.trace] is told of every call, where the composition has spies
   */
  static async load({ component: file, limits: set, notice = () => {}, trace } = {}) {
    const limits = new Limits(set);
    if (trace && limits.get('timeout')) {
      throw new PipelineError('input', "cannot trace within a `timeout`: Node can't do both, `bin/pipeline` can");
    }
    const translation = await translated(file, notice);
    const compiling = component.compile(translation, limits.of('max-memory'));
    const { script, facts } = translation;
    const loaded = new Pipeline({ script, compiling, facts, limits, file, trace });
    // What is wrong shows here, and not when it is used.
    await (limits.get('timeout') ? compiling : loaded.#linked());
    return loaded;
  }

  /**
   * An instance of its own: the typed interfaces of the parts. It shares nothing with any other. Whoever calls it has to
   * wait for it, however long that takes. After a trap it isn't called again: every further call throws.
   * @returns {Promise<Exports>}
   */
  async instance() {
    const link = await this.#linked();
    return guarded(this.#make(link));
  }

  /**
   * Creates one user in an instance of its own, by these rules or the defaults.
   * @param {{ name: string, email: string, age: number }} user
   * @param {RulesFile} [rules]
   */
  async createUser(user, rules) {
    return this.#once('create the user', (instance) => {
      if (rules) instance.call('configure', taken(rules, () => instance.call('settings', rules.text)));
      const call = () => instance.call('createUser', user);
      const argumentBytes = Buffer.byteLength(user.name) + Buffer.byteLength(user.email);
      const called = { to: 'service', name: 'my:user-service/user-service@1.0.0#create-user', argumentBytes };
      const { trace } = this.#loaded;
      return trace ? trace.call(called, call, ({ userId = '' }) => userId.length) : call();
    });
  }

  /** The default rules, as a file to start from. */
  async defaultRules() {
    return this.#once('print the rules', (instance) => instance.call('template'));
  }

  /**
   * Whether a run would take these rules.
   * @param {RulesFile} rules
   */
  async checkRules(rules) {
    return this.#once(`check the rules \`${rules.name}\``, (instance) => {
      taken(rules, () => instance.call('validate', rules.text));
    });
  }

  /**
   * Opens a job in an instance of its own. The longest record is the limit's, unless the options have their own.
   * @param {Partial<Options>} [options]
   */
  async open(options = {}) {
    const { limits, trace } = this.#loaded;
    const instance = await this.#instance('start the run');
    instance.call('open', { nameInputs: false, maxRecordBytes: limits.of('max-record-bytes'), ...options });
    return new Job(instance, trace);
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
    const instance = new Instance(await this.#place(), limits, facts, doing);
    instance.start();
    return instance;
  }

  /** In a thread of its own where there is a deadline, since nothing else ends a loop. */
  async #place() {
    const seconds = this.#loaded.limits.get('timeout');
    if (seconds === undefined) {
      const link = await this.#linked();
      return new Here(() => this.#make(link));
    }
    const { Elsewhere } = await import('./elsewhere.js');
    const { script, compiling } = this.#loaded;
    return Elsewhere.begin({ script, modules: await compiling }, seconds);
  }

  /** What makes instances in this thread. */
  #linked() {
    const { script, compiling } = this.#loaded;
    this.#link ??= component.link(script, compiling);
    return this.#link;
  }

  /** @param {component.Link} link */
  #make(link) {
    const { file, trace } = this.#loaded;
    if (!trace) return link();
    let spies = 0;
    // Every spy has a sink under a name of its own, which is asked for when it is instantiated.
    const get = (/** @type {object} */ _, /** @type {string | symbol} */ name) => {
      spies += 1;
      return trace.sink(String(name));
    };
    const running = link(new Proxy({}, { get }));
    if (spies > 0) return running;
    const none = 'found no spies in it; `make compose` makes `build/traced.wasm`, which has some';
    throw new PipelineError('input', `cannot read the component \`${file}\`: ${none}`);
  }
}

/**
 * What jco made of a component.
 * @param {string | undefined} file
 * @param {(text: string) => void} notice
 */
async function translated(file, notice) {
  if (file === undefined) return component.inFolder(component.TRANSLATED);
  // What it needs takes as long to load as a sample to run.
  const { translate } = await import('./translate.js');
  return translate(file, notice);
}

/**
 * Runs a call that may find something wrong with a rules file, which then says where.
 * @template T
 * @param {RulesFile} rules
 * @param {() => T} call
 * @returns {T}
 */
function taken(rules, call) {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof PipelineError && error.kind === 'input')) throw error;
    throw new PipelineError('input', `${rules.name}:${error.message}`, error.position);
  }
}
