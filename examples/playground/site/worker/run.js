/** A run: passes inputs through a job, like the commands. */

import { First } from './first.js';
import { Output } from './output.js';

/** @typedef {import('../protocol.js').Counts} Counts */
/** @typedef {import('../protocol.js').Progress} Progress */
/** @typedef {import('./composition.js').Composition} Composition */
/** @typedef {import('../../../../build/js/interfaces/my-pipeline-job.js').Output} Ready */

/** Bytes per read and per call of `feed`: the size of the driver's blocks. */
const CHUNK = 1 << 18;
/** Milliseconds between two progress messages. */
const PAUSE = 50;

const OPEN = 'my:pipeline/job@2.0.0#[static]job.open';
const BEGIN = 'my:pipeline/job@2.0.0#[method]job.begin';
const FEED = 'my:pipeline/job@2.0.0#[method]job.feed';
const FINISH = 'my:pipeline/job@2.0.0#[method]job.finish';

/** @param {Ready} output */
const ready = ({ users, rejects }) => users.length + rejects.length;

/**
 * @param {Composition} composition a fresh one
 * @param {Pick<import('../protocol.js').RunOrder, 'inputs' | 'rules' | 'reading' | 'writing'>} order
 * @param {(progress: Progress) => void} report
 * @returns {Promise<{ files: { name: string, content: Blob }[], sources: import('../protocol.js').Source[] }>} the files that the
 *   commands write, and how the inputs were read
 */
export async function run(composition, { inputs, rules, reading, writing }, report) {
  const users = new Output();
  const rejects = new Output();
  const news = new News(composition, report);
  /** @param {Ready} output */
  const append = (output) => {
    users.write(/** @type {Uint8Array<ArrayBuffer>} */ (output.users));
    rejects.write(/** @type {Uint8Array<ArrayBuffer>} */ (output.rejects));
    news.take(output, writing.format);
  };

  const { Job } = composition.exports.job;
  const options = {
    nameInputs: inputs.length > 1,
    keepUsers: false,
    ...(rules !== undefined && { rules }),
    ...(reading && { reading }),
    writing,
  };
  const job = composition.call(OPEN, () => Job.open(options), () => rules?.length ?? 0);
  for (const input of inputs) {
    append(composition.call(BEGIN, () => job.begin(input.name, undefined), (output) => input.name.length + ready(output)));
    for (let at = 0; at < input.size; at += CHUNK) {
      const chunk = await read(input, at);
      append(composition.call(FEED, () => job.feed(chunk), (output) => chunk.length + ready(output)));
      news.read(chunk.length);
    }
  }
  const { output, reports, sources } = composition.call(
    FINISH,
    () => job.finish(),
    (last) => last.reports.reduce((sum, { content }) => sum + content.length, ready(last.output)),
  );
  append(output);
  news.send();
  const files = [
    { name: `users.${writing.format}`, content: users.finish() },
    { name: `rejects.${writing.format}`, content: rejects.finish() },
    ...reports.map(({ name, content }) => ({ name, content: new Blob([content]) })),
  ];
  return { files, sources: sources.map(({ name, reading: found, notes }) => ({ name, reading: found, notes })) };
}

/** @param {File} input @param {number} at */
async function read(input, at) {
  try {
    return new Uint8Array(await input.slice(at, at + CHUNK).arrayBuffer());
  } catch (error) {
    // For example, the file has changed since it was chosen.
    const why = error instanceof Error ? error.message : error;
    throw new Error(`cannot read \`${input.name}\`: ${why}`, { cause: error });
  }
}

/** What happened since the last message to the page. */
class News {
  #bytes = 0;
  #last = -Infinity;
  /** @type {Counts} */
  #counts = { read: 0, accepted: 0, rejected: 0 };
  /** @type {First<import('../protocol.js').User>} */
  #firstUsers = new First();
  /** @type {First<import('../protocol.js').Reject>} */
  #firstRejects = new First();
  /** @type {Progress['users']} */
  #users = [];
  /** @type {Progress['rejects']} */
  #rejects = [];
  #composition;
  #report;

  /** @param {Composition} composition @param {(progress: Progress) => void} report */
  constructor(composition, report) {
    this.#composition = composition;
    this.#report = report;
  }

  /** @param {Ready} output @param {'ndjson' | 'csv'} format */
  take({ users, rejects, counts }, format) {
    if (format === 'ndjson') {
      this.#users.push(...this.#firstUsers.take(users));
      this.#rejects.push(...this.#firstRejects.take(rejects));
    }
    this.#counts = { read: Number(counts.read), accepted: Number(counts.accepted), rejected: Number(counts.rejected) };
  }

  /** @param {number} bytes */
  read(bytes) {
    this.#bytes += bytes;
    if (performance.now() - this.#last >= PAUSE) this.send();
  }

  send() {
    this.#report({
      type: 'progress',
      bytes: this.#bytes,
      counts: this.#counts,
      calls: this.#composition.calls,
      users: this.#users,
      rejects: this.#rejects,
    });
    this.#users = [];
    this.#rejects = [];
    this.#last = performance.now();
  }
}
