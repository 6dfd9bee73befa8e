/** A job: one run of the component over its inputs. */

import { JOB, REPORTER } from '../failure.js';

/**
 * A job; see `job` in `wit/job.wit`. After a failure each further call throws it again.
 */
export class Job {
  /** @type {import('../sandbox/instance.js').Instance} */
  #instance;
  /** @type {import('../trace/trace.js').Trace | undefined} */
  #trace;

  /**
   * @param {import('../sandbox/instance.js').Instance} instance
   * @param {import('../trace/trace.js').Trace} [trace]
   */
  constructor(instance, trace) {
    this.#instance = instance;
    this.#trace = trace;
  }

  /**
   * Ends the previous input, if there was one, and starts the next.
   * @param {string} name
   * @param {import('../index.js').InputFormat} [format]
   */
  begin(name, format) {
    const doing = `run \`${name}\``;
    // `begin` first processes the rest of the previous input, so a failure is still that input's.
    if (this.#instance.record === undefined) this.#instance.doing = doing;
    const output = this.#call('begin', Buffer.byteLength(name), [name, format], size);
    this.#instance.doing = doing;
    return this.#counted(output);
  }

  /**
   * The next bytes of the input, any number of them. They are copied.
   * @param {Uint8Array} chunk
   */
  feed(chunk) {
    return this.#counted(this.#call('feed', chunk.length, [chunk], size));
  }

  /** Ends the last input and the run. */
  finish() {
    const bytes = (/** @type {import('../index.js').FinalOutput} */ { output, reports }) =>
      size(output) + reports.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
    const last = this.#call('finish', 0, [], bytes);
    this.#counted(last.output);
    for (const { name, content } of last.reports) {
      this.#instance.doing = `take the report \`${name}\``;
      this.#instance.check('max-report-bytes', Buffer.byteLength(content), REPORTER);
    }
    this.#instance.leave();
    return last;
  }

  /** @param {import('../index.js').Output} output */
  #counted(output) {
    this.#instance.record = output.counts.read;
    return output;
  }

  /**
   * @template {'begin' | 'feed' | 'finish'} N
   * @param {N} name
   * @param {number} argumentBytes
   * @param {import('../sandbox/calls.js').Arguments<N>} args
   * @param {(result: ReturnType<import('../sandbox/calls.js').Calls[N]>) => number} resultBytes
   */
  #call(name, argumentBytes, args, resultBytes) {
    const call = () => {
      const result = this.#instance.call(name, ...args);
      this.#instance.check('max-call-bytes', resultBytes(result), JOB);
      return result;
    };
    if (!this.#trace) return call();
    return this.#trace.call({ interface: JOB, name, argumentBytes }, call, resultBytes);
  }
}

/** @param {import('../index.js').Output} output */
function size({ users, rejects }) {
  return users.length + rejects.length;
}
