/**
 * Calls the command again and again within one process, since starting Node takes longer than a small run. Each line of stdin is a call,
 * `{"folder": …, "arguments": […]}`, and is answered by a line with its exit code and what it printed.
 */

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { createInterface } from 'node:readline';

const COMMAND = new URL('../src/cli/main.js', import.meta.url).href;

/** What the call has printed to stdout and to stderr, the latter with the file number 2. @type {Buffer[][]} */
let printed = [];
const write = fs.writeSync;
fs.writeSync = /** @type {typeof write} */ (
  (/** @type {number} */ file, /** @type {any} */ bytes, /** @type {any[]} */ ...rest) => {
    if (file !== 1 && file !== 2) return write(file, bytes, ...rest);
    printed[file]?.push(Buffer.from(bytes));
    return bytes.length;
  }
);
syncBuiltinESMExports();

let calls = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const call = JSON.parse(line);
  process.chdir(call.folder);
  process.argv.splice(2, Infinity, ...call.arguments);
  process.exitCode = undefined;
  printed = [[], [], []];
  // A module is run once for each address.
  await import(`${COMMAND}?${(calls += 1)}`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
  const [, stdout, stderr] = printed.map((pieces) => Buffer.concat(pieces).toString());
  write(1, `${JSON.stringify({ code: process.exitCode, stdout, stderr })}\n`);
  process.exitCode = 0;
}
