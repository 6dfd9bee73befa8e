/** What the build placed next to the page: a description of the composed file, and its modules as jco made them. */

const BUILD = 'build.json';
const FOLDER = 'component/';

/** @typedef {import('../protocol.js').Build} Build */

/** @returns {Promise<Build>} */
export async function loadBuild() {
  return (await get(BUILD)).json();
}

/**
 * Compiles the modules while they load. The page keeps them, because each worker is short-lived.
 * @param {Build} build
 * @param {(share: number) => void} progress
 * @returns {Promise<Map<string, WebAssembly.Module>>} by name
 */
export async function loadModules({ files }, progress) {
  const modules = files.filter(({ path }) => path.startsWith(FOLDER) && path.endsWith('.wasm'));
  const total = modules.reduce((sum, { bytes }) => sum + bytes, 0);
  let loaded = 0;
  const counted = () =>
    new TransformStream({
      transform(chunk, controller) {
        loaded += chunk.length;
        progress(loaded / total);
        controller.enqueue(chunk);
      },
    });
  const compiled = modules.map(async ({ path }) => {
    const { body } = await get(path);
    // Whatever content type the server sends for a module.
    const response = new Response(body?.pipeThrough(counted()) ?? null, { headers: { 'content-type': 'application/wasm' } });
    return /** @type {const} */ ([path.slice(FOLDER.length), await compile(path, response)]);
  });
  return new Map(await Promise.all(compiled));
}

/** @param {string} path @param {Response} response */
async function compile(path, response) {
  try {
    return await WebAssembly.compileStreaming(response);
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw new Error(
      `cannot compile \`${path}\`: ${why}. Multi-memory and extended constant expressions are needed, ` +
        'which Chromium has from 120 and Firefox from 125 on',
      { cause: error },
    );
  }
}

/**
 * @param {string} path
 * @returns {Promise<Response>}
 */
export async function get(path) {
  const response = await fetch(path).catch((error) => {
    throw new Error(`cannot load \`${path}\`: ${error.message}`, { cause: error });
  });
  if (!response.ok) throw new Error(`cannot load \`${path}\`: found status ${response.status}, expected 200`);
  return response;
}
