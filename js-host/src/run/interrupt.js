/** Ctrl-C: removes half-written output and ends the process. */

import { CODES } from '../failure.js';
import { rmdirSync, rmSync } from '../node.js';

/** The folder to remove if the run is interrupted. @type {string | undefined} */
let unfinished;

/**
 * From now on, Ctrl-C, SIGTERM and SIGHUP remove half-written output and end the process with 130. Signals are handled
 * between turns of the event loop, so never during publishing, which is one turn.
 */
export function install() {
  const end = () => {
    if (unfinished) remove(unfinished);
    process.exit(CODES.interrupted);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
}

/** Whether a run of this process has begun and not ended. */
export function isUnfinished() {
  return unfinished !== undefined;
}

/** @param {string | undefined} folder */
export function setUnfinished(folder) {
  unfinished = folder;
}

/**
 * Removes an unpublished folder, if possible.
 * @param {string} folder
 */
export function remove(folder) {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    removeEmpty(folder);
  }
}

/** A folder that the umask has closed is empty. @param {string} folder */
function removeEmpty(folder) {
  try {
    rmdirSync(folder);
  } catch {
    // The failure that led here is the one to report.
  }
}
