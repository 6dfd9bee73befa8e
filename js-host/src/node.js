/**
 * What of Node a command needs to start. An `import` of `node:fs` would load all that it can lead to, such as streams,
 * and take 7 ms, a quarter of what Node itself needs.
 */

export const {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  open,
  openSync,
  read,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} = process.getBuiltinModule('node:fs');
export const { isUtf8 } = process.getBuiltinModule('node:buffer');
export const { basename, dirname, join } = process.getBuiltinModule('node:path');
export const { fileURLToPath, pathToFileURL } = process.getBuiltinModule('node:url');
export const { getSystemErrorMessage } = process.getBuiltinModule('node:util');
