/**
 * What runs that were killed have left behind.
 *
 * A run's hidden folder bears the name of its process: `.OUT.partial-BOOT-NAMESPACE-PID`. A PID alone would do on one
 * machine that never boots; in another container or on another machine it belongs to somebody else. Only where all of it
 * says that the process is gone, its folder is taken away. `.old` at its end marks an earlier output that stepped aside
 * for a moment, whole: it comes back where there is no other.
 */

import { isUnfinished, remove } from './interrupt.js';
import { join, lstatSync, readdirSync, readFileSync, readlinkSync, renameSync } from './node.js';

/** The end of the name of a folder that holds an earlier output. */
export const ASIDE = '.old';

/** How the hidden folders beside an output are called, of this process and of others. @param {string} name */
const start = (name) => `.${name}.partial-`;

/**
 * The hidden folder of this process for the output `name`.
 * @param {string} name
 */
export function hidden(name) {
  const where = place();
  return `${start(name)}${where === undefined ? '' : `${where}-`}${process.pid}`;
}

/** Where a PID means something: this boot of this machine, and the namespace. Nothing where the system doesn't say. */
function place() {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
    return `${boot}-${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`;
  } catch {
    return undefined;
  }
}

/**
 * Takes away what gone processes have left for the output `out` in the folder `parent`, and puts an earlier output back
 * that one of them had put aside. What resists stays: it harms nobody.
 * @param {string} parent
 * @param {string} name
 * @param {string} out
 */
export function clear(parent, name, out) {
  const where = place();
  if (where === undefined) return;
  const mark = `${start(name)}${where}-`;
  for (const found of entries(parent)) {
    const path = join(parent, found);
    if (!found.startsWith(mark) || !isMine(path)) continue;
    const aside = found.endsWith(ASIDE);
    if (!isGone(found.slice(mark.length, aside ? -ASIDE.length : undefined))) continue;
    if (!aside || !isBack(path, out)) remove(path);
  }
}

/** @param {string} folder */
function entries(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @param {string} path */
function isMine(path) {
  const data = lstatSync(path, { throwIfNoEntry: false });
  return data !== undefined && data.isDirectory() && data.uid === process.geteuid?.();
}

/**
 * Puts an earlier output back, unless there is one: a folder takes no other's place unless that is empty.
 * @param {string} aside
 * @param {string} out
 */
function isBack(aside, out) {
  try {
    renameSync(aside, out);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether no process of this namespace has this number, or only this one, which has not begun yet.
 * @param {string} text
 */
function isGone(text) {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) return false;
  const pid = Number(text);
  if (pid === process.pid) return !isUnfinished();
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}
