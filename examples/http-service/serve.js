/** Serves a component by the stock wasmtime, whose path is in WASMTIME, to this machine only. */

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * @param {string} component its name in build/
 * @returns {Promise<{ url: string, pid: number, stop: () => Promise<void> }>} once it listens
 */
export async function serve(component) {
  const [folder, file] = [fileURLToPath(new URL('../../build/', import.meta.url)), `${component}.wasm`];
  const wasmtime = process.env['WASMTIME'];
  if (!wasmtime) throw new Error('cannot serve: found no WASMTIME, expected the path of wasmtime; run it by `make`');
  const options = ['--max-instance-reuse-count', '1', '--addr', '127.0.0.1:0'];
  const child = spawn(wasmtime, ['serve', ...options, file], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise((/** @type {(url: string) => void} */ resolve, reject) => {
    child.once('error', reject).once('exit', (code) => reject(new Error(`cannot serve \`${file}\`: wasmtime exited with ${code}`)));
    createInterface({ input: child.stderr }).on('line', (line) => {
      const [found] = /http:\/\/[\d.:]+/.exec(line) ?? [];
      if (found) resolve(found);
    });
  });
  const stop = async () => {
    child.kill();
    await ended;
  };
  return { url, pid: /** @type {number} */ (child.pid), stop };
}
