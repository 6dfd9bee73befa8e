/**
 * Makes all files of a run appear together, or none.
 *
 * They are written to a hidden folder beside the output, which is then renamed to it. Node can't exchange two folders in one
 * step, so an earlier output is first moved aside. Between the two renames, for a few microseconds, there is no output; a run
 * that is killed there leaves the earlier output complete under a hidden name. The next run to the same folder moves it back
 * and removes what is half written: see leftovers.js.
 */

import { PipelineError, reason } from '../failure.js';
import {
  basename,
  closeSync,
  dirname,
  existsSync,
  join,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  statSync,
  writeSync,
} from '../node.js';
import { remove, setUnfinished } from './interrupt.js';
import { ASIDE, clear, hidden } from './leftovers.js';

/** The files of a run that aren't reports. */
export const USERS = 'users.ndjson';
export const REJECTS = 'rejects.ndjson';
/** The report for programs. */
export const SUMMARY = 'summary.json';
/** All files that a run writes. A folder with other files in it is never replaced. */
export const FILES = [USERS, REJECTS, SUMMARY, 'report.html', 'report.md', 'report.svg'];

/** A run's output before it is published. */
export class Staging {
  /**
   * Prepares to publish at `out`: a folder that doesn't exist, is empty, or holds an earlier run's output.
   * @param {string} out
   */
  constructor(out) {
    /** As the caller named it, for messages. */
    this.shown = out;
    // Resolve `.` and links to the folder itself.
    this.out = existsSync(out) ? realpathSync(out) : out.replace(/(.)(\/\.?)+$/, '$1');
    const parent = dirname(this.out);
    const name = basename(this.out);
    clear(parent, name, this.out);
    refuseForeign(out);
    attempt(parent, () => makeFolder(parent));
    this.folder = join(parent, hidden(name));
    attempt(out, () => mkdirSync(this.folder));
    setUnfinished(this.folder);
  }

  /**
   * Starts a file of the output.
   * @param {string} name
   */
  create(name) {
    return new OutputFile(join(this.folder, name), within(this.shown, name));
  }

  /** Moves the output to its place. */
  publish() {
    // Another program may have written a file there meanwhile, which must survive.
    refuseForeign(this.shown);
    const aside = existsSync(this.out) ? `${this.folder}${ASIDE}` : undefined;
    if (aside) attempt(this.shown, () => renameSync(this.out, aside));
    try {
      renameSync(this.folder, this.out);
    } catch (error) {
      throw aside ? this.#putBack(aside, error) : cannotWrite(this.shown, error);
    }
    setUnfinished(undefined);
    if (aside) this.#removeEarlier(aside);
  }

  /** Removes the earlier output. @param {string} aside where it is */
  #removeEarlier(aside) {
    // Drop the suffix that marks it as restorable before deleting parts of it.
    try {
      renameSync(aside, this.folder);
    } catch {
      // Then it is deleted under its old name.
    }
    remove(aside);
    remove(this.folder);
  }

  /**
   * @param {string} aside where the earlier output is
   * @param {unknown} error why the new one couldn't be moved there
   */
  #putBack(aside, error) {
    const failure = cannotWrite(this.shown, error);
    try {
      renameSync(aside, this.out);
    } catch {
      failure.message += `; the earlier output is in \`${aside}\``;
    }
    return failure;
  }

  /** Removes what was not published. */
  discard() {
    remove(this.folder);
    setUnfinished(undefined);
  }
}

/** A file of the output. The component returns large blocks, so writes aren't buffered here. */
class OutputFile {
  /**
   * @param {string} path where it is written
   * @param {string} shown where it will be, for messages
   */
  constructor(path, shown) {
    this.shown = shown;
    this.file = attempt(shown, () => openSync(path, 'wx'));
  }

  /** @param {Uint8Array} bytes */
  write(bytes) {
    for (let done = 0; done < bytes.length; ) {
      done += attempt(this.shown, () => writeSync(this.file, bytes, done));
    }
  }

  finish() {
    attempt(this.shown, () => closeSync(this.file));
  }
}

/**
 * The path of a file in a folder, with the folder as the caller wrote it.
 * @param {string} folder
 * @param {string} name
 */
export function within(folder, name) {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/**
 * Creates a folder and its parents. Node's `recursive` option loops forever if a folder can't have subfolders, as in
 * `/proc`.
 * @param {string} folder
 */
function makeFolder(folder) {
  const make = () => {
    try {
      mkdirSync(folder);
    } catch (error) {
      if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
    }
  };
  try {
    make();
  } catch (error) {
    const above = dirname(folder);
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT' || above === folder) throw error;
    makeFolder(above);
    make();
  }
}

/** @param {string} out */
function refuseForeign(out) {
  const names = attempt(out, () => {
    try {
      return readdirSync(out);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return [];
      throw error;
    }
  });
  const foreign = names.find((name) => !FILES.includes(name));
  if (foreign !== undefined) {
    throw new PipelineError(
      'output',
      `cannot write to \`${out}\`: found \`${foreign}\` in it, expected an empty folder or an earlier run's output`,
    );
  }
}

/**
 * @template T
 * @param {string} path
 * @param {() => T} action
 * @returns {T}
 */
function attempt(path, action) {
  try {
    return action();
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/**
 * @param {string} path
 * @param {unknown} error
 */
function cannotWrite(path, error) {
  return new PipelineError('output', `cannot write to \`${path}\`: ${reason(error)}`);
}
