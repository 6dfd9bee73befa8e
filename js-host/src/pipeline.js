/** The composed component, loaded, and instances of it. */

import * as component from './component.js';
import { fromGuest, PipelineError } from './failure.js';

/** @typedef {import('./index.js').Exports} Exports */
/** @typedef {import('./index.js').Options} Options */
/** @typedef {import('./index.js').RulesFile} RulesFile */

/** The component, ready to be instantiated any number of times. */
export class Pipeline {
  /** @type {() => Exports} */
  #instantiate;

  /** @param {() => Exports} instantiate */
  constructor(instantiate) {
    this.#instantiate = instantiate;
  }

  /**
   * Loads a composed component; without a file, the one that `make compose` made.
   * @param {{ component?: string | undefined, notice?: (text: string) => void }} [options] `notice` is told what a
   *   person has to wait for
   */
  static async load({ component: file, notice = () => {} } = {}) {
    if (file === undefined) return new Pipeline(await component.load(component.inFolder(component.TRANSLATED)));
    // What it needs takes as long to load as a sample to run.
    const { translate } = await import('./translate.js');
    return new Pipeline(await component.load(await translate(file, notice)));
  }

  /** An instance of its own: the typed interfaces of the parts. It shares nothing with any other. */
  async instance() {
    return guarded(this.#instantiate);
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
      guarded(() => userService.configure(settings));
    }
    return guarded(() => userService.createUser(user));
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
    return guarded(() => new Job(job.Job.open({ nameInputs: false, ...options })));
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
  /** @type {unknown} */
  #failure;

  /** @param {import('./index.js').GuestJob} job */
  constructor(job) {
    this.#job = job;
  }

  /**
   * Ends the input before, if there was one, and starts the next.
   * @param {string} name
   * @param {import('./index.js').InputFormat} [format]
   */
  begin(name, format) {
    return this.#call(() => this.#job.begin(name, format));
  }

  /**
   * The next bytes of the input, any number of them. They are copied.
   * @param {Uint8Array} chunk
   */
  feed(chunk) {
    return this.#call(() => this.#job.feed(chunk));
  }

  /** Ends the last input and the run. */
  finish() {
    return this.#call(() => this.#job.finish());
  }

  /**
   * @template T
   * @param {() => T} call
   * @returns {T}
   */
  #call(call) {
    if (this.#failure) throw this.#failure;
    try {
      return guarded(call);
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }
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
