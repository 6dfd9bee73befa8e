/** One instance of the gateway per request, with what it imports. What traps fails its request alone. */

import { instantiate } from './gateway-open.js';
import modules from './gateway-open.modules.js';
import * as http from './http.js';
import { instantiated } from './instance.js';
import { DeferredJob } from './jobs.js';

/**
 * @param {Request} request
 * @param {import('./stores.js').Stores} [stores] where the users are; without it, none of the stores can be opened
 * @returns {Promise<Response>}
 */
export async function answer(request, stores) {
  // Python is large, and only a report needs it.
  const reporter = new URL(request.url).pathname === '/report' ? await import('./reporting.js') : undefined;
  const id = crypto.randomUUID();
  const out = new http.ResponseOutparam(request.method, (error) => log(id, request, error));
  try {
    const gateway = instantiated(instantiate, modules, {
      'my:pipeline/job': { Job: DeferredJob },
      'my:reporting/reporter': reporter ?? { render: () => missing('reporter') },
      'my:storage/kv': stores?.interface ?? { KvStore: class {}, openStore: () => missing('store') },
      'wasi:http/types': http.types,
      'wasi:io/error': http.errors,
      'wasi:io/poll': http.poll,
      'wasi:io/streams': http.streams,
    });
    const handled = gateway.incomingHandler.handle(new http.IncomingRequest(request), out);
    handled.then(() => out.close()).catch((/** @type {unknown} */ error) => out.fail(error));
  } catch (error) {
    out.fail(error);
  }
  return out.response.catch(() => internal(id));
}

/** @param {string} what @returns {never} */
function missing(what) {
  throw new Error(`found a call of the ${what} in a request that needs none`);
}

/** @param {string} id @param {Request} request @param {unknown} error */
function log(id, { method, url }, error) {
  const { pathname: path } = new URL(url);
  console.error(JSON.stringify({ level: 'error', 'request-id': id, method, path, error: String(error) }));
}

/** @param {string} id */
function internal(id) {
  const problem = {
    type: 'urn:problem:internal',
    title: 'Internal Server Error',
    status: 500,
    detail: 'The request failed; the server logs the reason under this id',
    'request-id': id,
  };
  const headers = { 'content-type': 'application/problem+json', 'request-id': id };
  return Response.json(problem, { status: problem.status, headers });
}
