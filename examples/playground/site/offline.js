/**
 * Lets the page work without its server, once it has been loaded: a service worker that keeps all files, asks the server
 * first, and answers from what it has where there is no server.
 */

const CACHE = 'pipeline-playground';
/** Kept once somebody has asked for it. */
const LARGE = 'samples/users-100000.csv';
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

worker.addEventListener('install', (event) => {
  event.waitUntil(keepAll().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(worker.clients.claim());
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method === 'GET' && new URL(request.url).origin === worker.location.origin) {
    event.respondWith(answer(request));
  }
});

async function keepAll() {
  const cache = await caches.open(CACHE);
  /** @type {import('./protocol.js').Build} */
  const { files } = await (await fetch('build.json')).json();
  const paths = files.map(({ path }) => path).filter((path) => path !== LARGE);
  await cache.addAll(['./', 'build.json', ...paths]);
}

/** @param {Request} request */
async function answer(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(request);
    if (kept) return kept;
    throw error;
  }
}
