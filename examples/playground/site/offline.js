/**
 * Lets the page work without its server once it has been loaded. This service worker keeps all files. It asks the server first,
 * and answers with its own copy if the server is unreachable.
 */

const CACHE = 'pipeline-playground';
/** Kept after the first request. */
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
