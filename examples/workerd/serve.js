/**
 * Serves the worker to this machine only: `node serve.js FOLDER [PORT] [STORE]`. Users are stored in the folder STORE; without it
 * they live as long as the server.
 */

import { spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { message } from '../../js-host/src/cli/terminal.js';

const HOST = '127.0.0.1';
const PORT = 8080;

/** The package exports the path of the program. It has no types. @type {{ default: string }} */
const { default: PROGRAM } = createRequire(import.meta.url)('workerd');

/**
 * Starts workerd, and waits until it listens.
 * @param {string} config the file
 * @param {{ port?: number, store?: string | undefined, log?: 'inherit' | 'ignore' }} [options] port 0: any
 */
export async function serve(config, { port = 0, store, log = 'inherit' } = {}) {
  const folder = store ?? mkdtempSync(`${tmpdir()}/pipeline-workerd-`);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const { code, message: reason } = /** @type {NodeJS.ErrnoException} */ (error);
    const why = code === 'EEXIST' || code === 'ENOTDIR' ? 'found a file, expected a folder' : reason;
    throw new Error(`cannot store users in \`${folder}\`: ${why}`, { cause: error });
  }
  const args = ['serve', config, `--directory-path=store=${folder}`, `--socket-addr=http=${HOST}:${port}`, '--control-fd=3'];
  const child = spawn(PROGRAM, args, { stdio: ['ignore', log, log, 'pipe'] });
  const ended = new Promise((/** @type {(code: number | null) => void} */ resolve, reject) => {
    child.once('error', reject).once('exit', (code) => {
      if (store === undefined) rmSync(folder, { recursive: true });
      resolve(code);
    });
  });
  const control = /** @type {import('node:stream').Readable} */ (child.stdio[3]);
  const listening = new Promise((/** @type {(port: number) => void} */ resolve) => {
    createInterface({ input: control }).on('line', (line) => {
      const { event, port: found } = JSON.parse(line);
      if (event === 'listen') resolve(found);
    });
  });
  const failed = ended.then((code) => {
    throw new Error(`cannot serve \`${config}\` on ${HOST}:${port}: workerd exited with ${code}`);
  });
  failed.catch(() => {}); // once it listens, its end is no failure
  const found = await Promise.race([listening, failed]);
  const stop = async () => {
    child.kill();
    await ended;
  };
  return { url: `http://${HOST}:${found}`, pid: /** @type {number} */ (child.pid), ended, stop };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, port = String(PORT), store] = process.argv.slice(2);
  if (folder === undefined) throw new Error('usage: node serve.js FOLDER [PORT] [STORE]');
  try {
    const server = await serve(`${folder}/config.capnp`, { port: Number(port), store });
    let stopped = false;
    // Without SIGHUP, workerd would outlive a closed terminal and keep the port.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.once(signal, () => {
        stopped = true;
        server.stop();
      });
    }
    console.log(server.url);
    const code = await server.ended;
    if (!stopped) throw new Error(`workerd ended: ${code === null ? 'it was killed by a signal' : `exit code ${code}`}`);
  } catch (error) {
    console.error(message(`error: ${/** @type {Error} */ (error).message}`));
    process.exitCode = 2;
  }
}
