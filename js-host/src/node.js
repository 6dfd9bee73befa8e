/**
 * The Node modules that a command needs to start. `import 'node:fs'` would also load everything that it may need later,
 * such as streams, which takes 7 ms: a quarter of Node's own start.
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
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} = process.getBuiltinModule('node:fs');
export const { isUtf8 } = process.getBuiltinModule('node:buffer');
export const { basename, dirname, isAbsolute, join } = process.getBuiltinModule('node:path');
export const { fileURLToPath, pathToFileURL } = process.getBuiltinModule('node:url');
export const { getSystemErrorMessage, parseArgs } = process.getBuiltinModule('node:util');
