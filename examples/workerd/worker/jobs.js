/** my:pipeline/job, in an instance of its own per job, so that other requests don't pay for it. */

import { instantiated } from './instance.js';
import { instantiate } from './job.js';
import modules from './job.modules.js';

/** A validation ends its job without a report. */
const reporter = {
  render() {
    throw new Error('found a call of the reporter in a validation');
  },
};

export class DeferredJob {
  /** @type {import('./job.js').Job} */
  #job;

  /** @param {import('./job.js').Job} job of an instance that has no other */
  constructor(job) {
    this.#job = job;
  }

  /** @param {unknown} options */
  static open(options) {
    const { job } = instantiated(instantiate, modules, { 'my:reporting/reporter': reporter });
    return new DeferredJob(job.Job.open(options));
  }

  /** @param {string} name @param {string | undefined} format */
  begin(name, format) {
    return this.#job.begin(name, format);
  }

  /** @param {Uint8Array} chunk */
  feed(chunk) {
    return this.#job.feed(chunk);
  }

  finish() {
    return this.#job.finish();
  }
}
