/** Ctrl-C: whatever a run has half written goes, and the process with it. */

import { CODES } from './failure.js';
import { rmSync } from './node.js';

/** The folder that an interrupted run must not leave behind. @type {string | undefined} */
let unfinished;

/**
 * From now on, Ctrl-C, SIGTERM and SIGHUP end the process with 130, once nothing half written is left. A signal is seen between
 * two turns of the event loop, so never amid publishing, which is one turn.
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
 * Removes a folder that nobody else knows of yet; one that resists can't be helped any more.
 * @param {string} folder
 */
export function remove(folder) {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // The failure that led here is the one to tell.
  }
}
