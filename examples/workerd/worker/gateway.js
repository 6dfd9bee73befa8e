/** One instance of the gateway per request, with what it imports. What traps fails its request alone. */

import { pathOf } from './address.js';
import { instantiate } from './gateway-open.js';
import modules from './gateway-open.modules.js';
import * as http from './http.js';
import { instantiated } from './instance.js';
import { DeferredJob } from './jobs.js';
import { internal } from './problem.js';

/**
 * @param {Request} request
 * @param {string} target its path and query
 * @param {import('./stores.js').Stores} [stores] where the users are; without it, none of the stores can be opened
 * @returns {Promise<Response>}
 */
export async function answer(request, target, stores) {
  // Python is large, and only a report needs it.
  const reporter = pathOf(target) === '/report' ? await import('./reporting.js') : undefined;
  const id = crypto.randomUUID();
  const out = new http.ResponseOutparam(request.method, (error) => log(id, request.method, pathOf(target), error));
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
    const handled = gateway.incomingHandler.handle(new http.IncomingRequest(request, target), out);
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

/** @param {string} id @param {string} method @param {string} path @param {unknown} error */
export function log(id, method, path, error) {
  const line = { level: 'error', 'request-id': id, method, path, error: String(error) };
  // A path can hold what a terminal obeys or doesn't show.
  const escaped = (/** @type {string} */ one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
  console.error(JSON.stringify(line).replace(/[^ -~]/g, escaped));
}
