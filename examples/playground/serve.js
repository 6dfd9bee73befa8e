/** Serves a folder to this machine only: `node serve.js FOLDER [PORT]`. */

import { createReadStream, realpathSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const HOST = '127.0.0.1';
const PORT = 8000;
const TYPES = /** @type {Record<string, string>} */ ({
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
});

/** An isolated page gets a clock with a finer resolution. */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/**
 * @param {string} folder
 * @param {number} port 0: any
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function serve(folder, port) {
  const root = realpathSync(folder);
  const server = createServer(({ method = '', url = '', headers }, response) => {
    const answer = (/** @type {number} */ status, /** @type {Record<string, string | number>} */ more = {}) =>
      response.writeHead(status, { 'x-content-type-options': 'nosniff', ...ISOLATED, ...more });
    if (method !== 'GET' && method !== 'HEAD') return answer(405, { allow: 'GET, HEAD' }).end();
    const file = find(root, url);
    if (!file) return answer(404).end();
    const etag = `"${file.mtime.toString(36)}-${file.size.toString(36)}"`;
    const about = { 'cache-control': 'no-cache', etag };
    if (headers['if-none-match'] === etag) return answer(304, about).end();
    answer(200, { ...about, 'content-type': TYPES[extname(file.path)] ?? 'application/octet-stream', 'content-length': file.size });
    return method === 'HEAD' ? response.end() : createReadStream(file.path).on('error', () => response.destroy()).pipe(response);
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, HOST, () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://${HOST}:${address.port}/`, close };
}

/**
 * The file at an address, if it is inside the folder.
 * @param {string} root
 * @param {string} url
 */
function find(root, url) {
  try {
    const { pathname } = new URL(url, 'http://localhost');
    const path = realpathSync(root + decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname));
    const status = statSync(path);
    return path.startsWith(root + sep) && status.isFile() ? { path, size: status.size, mtime: status.mtimeMs } : undefined;
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder = '.', port = String(PORT)] = process.argv.slice(2);
  try {
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) throw new Error('expected a number from 0 to 65535');
    const { url } = await serve(folder, Number(port));
    console.log(`${url} (Ctrl-C ends it)`);
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    const why = code === 'EADDRINUSE' ? 'it is taken; `make playground PORT=8001` takes another' : message;
    console.error(`error: cannot serve \`${folder}\` on port \`${port}\`: ${why}`);
    process.exitCode = 2;
  }
}
