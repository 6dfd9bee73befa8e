/**
 * Replaces the output in a folder that stays the same folder, with its owner, mode and attributes: the earlier files move out
 * of it and the new ones in, and a journal makes that one change.
 *
 * The journal is the folder `.publishing` in the output. A run acquires it in one step, by giving this name to the folder with
 * its new files, and only one run can have it. The name of a folder in it tells how far the run is, and whose it is:
 * `leaving.PROCESS` while the earlier files move there, `entering.PROCESS` while the new ones move out, and
 * `complete.PROCESS` afterwards. A run that fails before goes the same way back. For a run that was killed, the next run to
 * this output does so, on either host.
 */

import { existsSync, join, lstatSync, mkdirSync, readdirSync, renameSync } from '../node.js';
import { isUnfinished, remove } from './interrupt.js';
import { entries, INSIDE, isGone, isMine, REPLACED, thisProcess } from './leftovers.js';

/** The journal's name in the output. */
export const NAME = '.publishing';
const LEAVING = 'leaving';
const ENTERING = 'entering';
const COMPLETE = 'complete';
const STATE = new RegExp(`^(${LEAVING}|${ENTERING}|${COMPLETE})\\.(.*)$`, 's');

/**
 * Milliseconds to wait for a run that is publishing. It takes less than one, so a run that takes longer was stopped, or killed
 * in another container.
 */
const PATIENCE = 5000;
const PAUSE = 10;

/** The journal of an output, while this process has it. */
export class Journal {
  /**
   * @param {string} out
   * @param {string[]} files the names of the files that are published
   */
  constructor(out, files) {
    this.out = out;
    this.files = files;
    this.folder = join(out, NAME);
  }

  /**
   * Acquires the journal with the new files in `staged`. Undefined if another run keeps it.
   * @param {string} staged
   * @param {string} out
   * @param {string[]} files
   */
  static acquire(staged, out, files) {
    const journal = new Journal(out, files);
    // A folder replaces an empty one, so the journal is never empty.
    mkdirSync(join(staged, ofThisProcess(LEAVING)));
    for (const deadline = performance.now() + PATIENCE; ; ) {
      try {
        renameSync(staged, journal.folder);
        return journal;
      } catch (error) {
        if (!isTaken(error)) throw error;
      }
      if (performance.now() > deadline) return undefined;
      pause();
      restoreIfKilled(out, files, false);
    }
  }

  /** Replaces the earlier files by the new ones. */
  forward() {
    this.#move(this.out, this.#state(LEAVING));
    this.#proceed(LEAVING, ENTERING);
    this.#move(this.folder, this.out);
    this.#proceed(ENTERING, COMPLETE);
  }

  /** Puts the earlier files back, wherever `forward` ended, and releases the journal. */
  back() {
    if (existsSync(this.#state(COMPLETE))) this.#proceed(COMPLETE, ENTERING);
    if (existsSync(this.#state(ENTERING))) {
      this.#move(this.out, this.folder);
      this.#proceed(ENTERING, LEAVING);
    }
    this.#move(this.#state(LEAVING), this.out);
    this.release();
  }

  /** Gives up the journal in one step, and removes what is left in it. */
  release() {
    const old = join(this.out, `${INSIDE}${thisProcess()}${REPLACED}`);
    try {
      renameSync(this.folder, old);
    } catch {
      // Then the next run tries again.
      return;
    }
    remove(old);
  }

  /** Moves those files that are there. @param {string} from @param {string} to */
  #move(from, to) {
    for (const name of this.files) {
      try {
        renameSync(join(from, name), join(to, name));
      } catch (error) {
        if (code(error) !== 'ENOENT') throw new Blocked(name, error);
      }
    }
  }

  /** @param {string} from @param {string} to */
  #proceed(from, to) {
    renameSync(this.#state(from), this.#state(to));
  }

  /** @param {string} state */
  #state(state) {
    return join(this.folder, ofThisProcess(state));
  }
}

/** A file can't be moved. */
export class Blocked extends Error {
  /** @param {string} file @param {unknown} cause */
  constructor(file, cause) {
    super(file, { cause });
    this.file = file;
  }
}

/**
 * Restores the earlier output if a run was killed while it published, and waits for one that is publishing. Returns false if
 * it keeps on.
 * @param {string} out
 * @param {string[]} files
 */
export function settle(out, files) {
  const idle = !isUnfinished();
  for (const deadline = performance.now() + PATIENCE; ; ) {
    restoreIfKilled(out, files, idle);
    if (isFree(join(out, NAME))) return true;
    if (performance.now() > deadline) return false;
    pause();
  }
}

/** Whether it doesn't exist, or is a folder with nothing in it. A link or a file is in the way of any run. @param {string} folder */
function isFree(folder) {
  try {
    return lstatSync(folder).isDirectory() && isEmpty(folder);
  } catch (error) {
    if (code(error) === 'ENOENT') return true;
    throw error;
  }
}

/** Whether it is known to be. @param {string} folder */
function isEmpty(folder) {
  try {
    return readdirSync(folder).length === 0;
  } catch {
    return false;
  }
}

/**
 * If the journal's process is gone, takes the journal over, and puts back what isn't complete. If that fails, the journal
 * stays.
 * @param {string} out
 * @param {string[]} files
 * @param {boolean} idle
 */
function restoreIfKilled(out, files, idle) {
  const folder = join(out, NAME);
  if (!isMine(folder)) return;
  const found = entries(folder).find((name) => STATE.test(name) && isMine(join(folder, name))) ?? '';
  const [, state = '', process = ''] = STATE.exec(found) ?? [];
  if (!isGone(process, idle)) return;
  try {
    // Only one process succeeds.
    renameSync(join(folder, found), join(folder, ofThisProcess(state)));
    const journal = new Journal(out, files);
    if (state === COMPLETE) journal.release();
    else journal.back();
  } catch {
    // Another process does it, or it can't be done.
  }
}

/** @param {string} state */
function ofThisProcess(state) {
  return `${state}.${thisProcess()}`;
}

/** Whether a folder can't be renamed because there is another one. @param {unknown} error */
export function isTaken(error) {
  return ['ENOTEMPTY', 'EEXIST'].includes(code(error) ?? '');
}

/** @param {unknown} error */
function code(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}

function pause() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
}
