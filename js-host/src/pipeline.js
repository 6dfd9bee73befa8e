/** The composed component, loaded, and instances of it. */

import * as component from './component.js';
import { fromGuest, PipelineError } from './failure.js';

/** @typedef {import('./index.js').Exports} Exports */
/** @typedef {import('./index.js').Options} Options */
/** @typedef {import('./index.js').RulesFile} RulesFile */
/** @typedef {import('./trace.js').Trace} Trace */

/** The component, ready to be instantiated any number of times. */
export class Pipeline {
  /** @type {(imports?: component.Imports) => Exports} */
  #instantiate;
  /** @type {string | undefined} */
  #file;
  /** @type {Trace | undefined} */
  #trace;

  /**
   * @param {(imports?: component.Imports) => Exports} instantiate
   * @param {string} [file]
   * @param {Trace} [trace]
   */
  constructor(instantiate, file, trace) {
    this.#instantiate = instantiate;
    this.#file = file;
    this.#trace = trace;
  }

  /**
   * Loads a composed component; without a file, the one that `make compose` made.
   * @param {{ component?: string | undefined, notice?: (text: string) => void, trace?: Trace | undefined }} [options]
   *   `notice` is told what a person has to wait for; `trace` is told of every call, where the composition has spies
   */
  static async load({ component: file, notice = () => {}, trace } = {}) {
    if (file === undefined) return new Pipeline(await component.load(component.inFolder(component.TRANSLATED)));
    // What it needs takes as long to load as a sample to run.
    const { translate } = await import('./translate.js');
    return new Pipeline(await component.load(await translate(file, notice)), file, trace);
  }

  /** An instance of its own: the typed interfaces of the parts. It shares nothing with any other. */
  async instance() {
    const trace = this.#trace;
    if (!trace) return guarded(this.#instantiate);
    let spies = 0;
    // Every spy has a sink under a name of its own, which is asked for when it is instantiated.
    const get = (/** @type {object} */ _, /** @type {string | symbol} */ name) => {
      spies += 1;
      return trace.sink(String(name));
    };
    const exports = guarded(() => this.#instantiate(new Proxy({}, { get })));
    if (spies > 0) return exports;
    const none = 'found no spies in it; `make compose` makes `build/traced.wasm`, which has some';
    throw new PipelineError('input', `cannot read the component \`${this.#file}\`: ${none}`);
  }

  /**
   * Creates one user in an instance of its own, by these rules or the defaults.
   * @param {{ name: string, email: string, age: number }} user
   * @param {RulesFile} [rules]
   */
  async createUser(user, rules) {
    const { config, userService } = await this.instance();
    if (rules) {
      const settings = taken(rules, () => config.settings(rules.text));
      guarded(() => userService.configure({ ...settings, keepUsers: false }));
    }
    const call = () => guarded(() => userService.createUser(user));
    if (!this.#trace) return call();
    const argumentBytes = Buffer.byteLength(user.name) + Buffer.byteLength(user.email);
    const called = { to: 'service', name: 'my:user-service/user-service@1.0.0#create-user', argumentBytes };
    return this.#trace.call(called, call, ({ userId = '' }) => userId.length);
  }

  /** The default rules, as a file to start from. */
  async defaultRules() {
    const { config } = await this.instance();
    return guarded(() => config.template());
  }

  /**
   * Whether a run would take these rules.
   * @param {RulesFile} rules
   */
  async checkRules(rules) {
    const { config } = await this.instance();
    taken(rules, () => config.validate(rules.text));
  }

  /**
   * Opens a job in an instance of its own.
   * @param {Partial<Options>} [options]
   */
  async open(options = {}) {
    const { job } = await this.instance();
    return guarded(() => new Job(job.Job.open({ nameInputs: false, keepUsers: false, ...options }), this.#trace));
  }
}

/**
 * A run; see `job` in `wit/job.wit`.
 *
 * After a failure it is of no more use, and each further call fails: an instance that trapped may be in any state.
 */
export class Job {
  /** @type {import('./index.js').GuestJob} */
  #job;
  /** @type {Trace | undefined} */
  #trace;
  /** @type {unknown} */
  #failure;

  /**
   * @param {import('./index.js').GuestJob} job
   * @param {Trace} [trace]
   */
  constructor(job, trace) {
    this.#job = job;
    this.#trace = trace;
  }

  /**
   * Ends the input before, if there was one, and starts the next.
   * @param {string} name
   * @param {import('./index.js').InputFormat} [format]
   */
  begin(name, format) {
    return this.#call('begin', Buffer.byteLength(name), () => this.#job.begin(name, format), size);
  }

  /**
   * The next bytes of the input, any number of them. They are copied.
   * @param {Uint8Array} chunk
   */
  feed(chunk) {
    return this.#call('feed', chunk.length, () => this.#job.feed(chunk), size);
  }

  /** Ends the last input and the run. */
  finish() {
    return this.#call('finish', 0, () => this.#job.finish(), ({ output, reports }) => {
      return size(output) + reports.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
    });
  }

  /**
   * @template T
   * @param {string} name
   * @param {number} argumentBytes
   * @param {() => T} call
   * @param {(result: T) => number} resultBytes
   * @returns {T}
   */
  #call(name, argumentBytes, call, resultBytes) {
    if (this.#failure) throw this.#failure;
    try {
      if (!this.#trace) return guarded(call);
      const called = { to: 'driver', name: `my:pipeline/job@1.0.0#${name}`, argumentBytes };
      return this.#trace.call(called, () => guarded(call), resultBytes);
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }
}

/** @param {import('./index.js').Output} output */
function size({ users, rejects }) {
  return users.length + rejects.length;
}

/**
 * Runs a call of the component; whatever it throws becomes a `PipelineError`.
 * @template T
 * @param {() => T} call
 * @returns {T}
 */
function guarded(call) {
  try {
    return call();
  } catch (error) {
    throw fromGuest(error);
  }
}

/**
 * Runs a call that may find something wrong with a rules file, which becomes a `PipelineError` that says where.
 * @template T
 * @param {RulesFile} rules
 * @param {() => T} call
 * @returns {T}
 */
function taken(rules, call) {
  try {
    return call();
  } catch (error) {
    const found = error instanceof Error && 'payload' in error ? error.payload : undefined;
    if (!found) throw fromGuest(error);
    const { message, line, column } = /** @type {import('./index.js').ParseError} */ (found);
    const position = { line: BigInt(line), column: BigInt(column) };
    throw new PipelineError('input', `${rules.name}:${line}:${column}: ${message}`, position);
  }
}
