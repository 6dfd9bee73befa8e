/**
 * Makes all files of a run appear together, or none.
 *
 * They are written to a hidden folder. If the output doesn't exist yet, the hidden one is beside it and is renamed to it. If it
 * exists, it stays the same folder: the hidden one is in it, and its files replace the earlier ones; see journal.js. A run
 * that is killed leaves the hidden folder, and the next run to the same place removes it: see leftovers.js.
 */

import { ofSystem, PipelineError } from '../failure.js';
import {
  basename,
  closeSync,
  dirname,
  existsSync,
  isUtf8,
  join,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  statSync,
  writeSync,
} from '../node.js';
import { remove, setUnfinished } from './interrupt.js';
import { Blocked, isTaken, Journal, NAME, settle } from './journal.js';
import { beside, clear, INSIDE, thisProcess } from './leftovers.js';

/** The files of a run that aren't reports, by the format of the output: users and rejects. */
export const NDJSON = /** @type {const} */ (['users.ndjson', 'rejects.ndjson']);
export const CSV = /** @type {const} */ (['users.csv', 'rejects.csv']);
/** The report for programs. */
export const SUMMARY = 'summary.json';
/**
 * All files that runs write. A run replaces or removes them all, whichever it writes itself. A folder with other files in it is
 * never replaced.
 * @type {string[]}
 */
export const FILES = [...NDJSON, ...CSV, SUMMARY, 'report.html', 'report.md', 'report.svg'];
/** What systems put into a folder, in lower case. Like hidden files, these may be in an output, and stay there. */
const OF_SYSTEMS = [
  '$recycle.bin',
  'desktop.ini',
  'ehthumbs.db',
  'icon\r',
  'lost+found',
  'system volume information',
  'thumbs.db',
];

/** A run's output before it is published. */
export class Staging {
  /** Its files by name. @type {Map<string, OutputFile>} */
  #files = new Map();

  /**
   * Prepares to publish at `out`: a folder that doesn't exist, is empty, or holds an earlier run's output.
   * @param {string} out
   */
  constructor(out) {
    refuseDangling(out);
    /** As the caller named it, for messages. */
    this.shown = out;
    this.out = resolved(out);
    const parent = dirname(this.out);
    const outside = beside(basename(this.out));
    clear(parent, outside);
    if (isFolder(this.out) && !attempt(out, () => settle(this.out, FILES))) throw taken(out);
    clear(this.out, INSIDE);
    refuseForeign(out);
    const [place, start, blamed] = existsSync(this.out) ? [this.out, INSIDE, out] : [parent, outside, parent];
    attempt(place, () => makeFolder(place));
    this.folder = join(place, `${start}${thisProcess()}`);
    attempt(blamed, () => mkdirSync(this.folder));
    setUnfinished(this.folder);
  }

  /**
   * Starts a file of the output.
   * @param {string} name
   */
  create(name) {
    // The component names its reports.
    if (!FILES.includes(name)) {
      const expected = FILES.join('`, `');
      throw new PipelineError('guest', `cannot take the report: found the name \`${name}\`, expected one of \`${expected}\``);
    }
    const file = new OutputFile(join(this.folder, name), within(this.shown, name));
    this.#files.set(name, file);
    return file;
  }

  /** Moves the output to its place. */
  publish() {
    // Another program may have written a file there meanwhile, which must survive.
    refuseForeign(this.shown);
    this.#refuseRemoved();
    if (!this.#fill()) this.#replace();
    setUnfinished(undefined);
  }

  /** A program that tidies up may have removed a file. Without it, the output would be incomplete. */
  #refuseRemoved() {
    for (const name of this.#files.keys()) {
      const path = within(this.shown, name);
      const data = attempt(path, () => lstatSync(join(this.folder, name), { throwIfNoEntry: false }));
      if (data?.isFile()) continue;
      throw new PipelineError('output', `cannot write to \`${path}\`: another program removed it before the output was complete`);
    }
  }

  /** Publishes to a path where no folder exists. Returns false if there is one. */
  #fill() {
    if (existsSync(this.out)) return false;
    try {
      renameSync(this.folder, this.out);
      return true;
    } catch (error) {
      // It has appeared in this moment.
      if (isTaken(error)) return false;
      throw cannotWrite(this.shown, error);
    }
  }

  /** Publishes to a folder that exists. */
  #replace() {
    const journal = attempt(this.shown, () => Journal.acquire(this.folder, this.out, FILES));
    if (journal === undefined) throw taken(this.shown);
    try {
      journal.forward();
    } catch (error) {
      try {
        journal.back();
      } catch {
        // Then the next run tries again.
      }
      if (error instanceof Blocked) throw cannotWrite(within(this.shown, error.file), error.cause);
      throw cannotWrite(this.shown, error);
    }
    journal.release();
  }

  /** Removes what was not published. */
  discard() {
    // NFS and FUSE keep a file that is open, and so its folder.
    for (const file of this.#files.values()) file.abandon();
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
    this.isOpen = true;
  }

  /** @param {Uint8Array} bytes */
  write(bytes) {
    for (let done = 0; done < bytes.length; ) {
      done += attempt(this.shown, () => writeSync(this.file, bytes, done));
    }
  }

  finish() {
    this.isOpen = false;
    attempt(this.shown, () => closeSync(this.file));
  }

  /** Closes it if it is open, although it isn't complete. */
  abandon() {
    if (!this.isOpen) return;
    try {
      this.finish();
    } catch {
      // The failure that led here is the one to report.
    }
  }
}

/**
 * The path of the output folder itself, if `out` is a link to it or ends in `.` or `..`. Any other path is taken as it is:
 * Node would replace bytes of the whole path that aren't UTF-8.
 * @param {string} out
 */
function resolved(out) {
  const plain = withoutSlash(out);
  const isIndirect = ['.', '..'].includes(basename(plain)) || targetOf(plain) !== undefined;
  if (!isIndirect || !existsSync(plain)) return plain;
  let path;
  try {
    path = realpathSync.native(plain, 'buffer');
  } catch {
    // A pipe, as `/dev/stdout` can be, has none. That it is no folder is found later.
    return plain;
  }
  if (isUtf8(path)) return path.toString();
  throw new PipelineError('output', `cannot write to \`${out}\`: its real path isn't UTF-8, and Node can't pass it on unchanged`);
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

/** @param {string} path */
function isFolder(path) {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

/** The system reports a link that leads nowhere as a missing file, or as one that exists. @param {string} out */
function refuseDangling(out) {
  // A slash at the end would look behind the link.
  for (let path = withoutSlash(out); ; path = dirname(path)) {
    try {
      statSync(path);
      return;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT' || path === dirname(path)) return;
    }
    const target = targetOf(path);
    if (target !== undefined) {
      const found = `found a link to \`${target}\`, which doesn't exist, expected a folder`;
      throw new PipelineError('output', `cannot write to \`${path}\`: ${found}`);
    }
  }
}

/** @param {string} path */
function withoutSlash(path) {
  return path.replace(/(.)(\/\.?)+$/, '$1');
}

/** @param {string} path */
function targetOf(path) {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** @param {string} out */
function refuseForeign(out) {
  const found = attempt(out, () => {
    try {
      return readdirSync(out, { withFileTypes: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return [];
      throw error;
    }
  });
  // The first by name, so that the message doesn't depend on the file system.
  const [name] = found.filter(isForeign).map((entry) => entry.name).sort();
  if (name !== undefined) {
    const what = `${FILES.includes(name) ? 'the folder ' : ''}\`${name}\``;
    const expected = "expected an empty folder or an earlier run's output";
    throw new PipelineError('output', `cannot write to \`${out}\`: found ${what} in it, ${expected}`);
  }
}

/** @param {import('node:fs').Dirent} entry */
function isForeign(entry) {
  if (FILES.includes(entry.name)) return entry.isDirectory();
  return !entry.name.startsWith('.') && !OF_SYSTEMS.includes(entry.name.toLowerCase());
}

/** @param {string} out */
function taken(out) {
  return new PipelineError(
    'output',
    `cannot write to \`${out}\`: another run is publishing to it; if it was killed in another container or by another user, ` +
      `remove \`${within(out, NAME)}\`, which holds the earlier output or the new one`,
  );
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
  return ofSystem('output', `write to \`${path}\``, error);
}
