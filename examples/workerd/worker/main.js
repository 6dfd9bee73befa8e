/**
 * The worker. Requests that need the stored users go to the object that has them, one object per host name; all others are answered
 * where they arrive.
 */

import { DurableObject } from 'cloudflare:workers';

import { hostName, pathOf, targetOf } from './address.js';
import { answer, log } from './gateway.js';
import { internal, malformed, unavailable } from './problem.js';
import { FULL, Stores } from './stores.js';

/** @typedef {{ USERS: DurableObjectNamespace }} Env */

/** The header with the target of a request to an object. Its address is another one: as `URL`, it could be changed or refused. */
const TARGET = 'target';

const STORED = /^\/(users|report)(\/|$)/;

/** The users of one host name. */
export class Users extends DurableObject {
  /** @param {Request} request */
  fetch(request) {
    return answer(request, decodeURIComponent(request.headers.get(TARGET) ?? ''), new Stores(this.ctx.storage));
  }
}

export default {
  /** @param {Request} request @param {Env} env */
  async fetch(request, env) {
    const name = hostName(request);
    if (name === undefined) return malformed("The request's `Host` is not a host");
    const target = targetOf(request);
    if (!STORED.test(pathOf(target))) return answer(request, target);
    const passed = new Request('http://users', request);
    passed.headers.set(TARGET, encodeURIComponent(target));
    try {
      return await env.USERS.get(env.USERS.idFromName(name)).fetch(passed);
    } catch (error) {
      // The platform commits after the gateway's answer. If that fails, it withholds the answer and throws here.
      const id = crypto.randomUUID();
      log(id, request.method, pathOf(target), error);
      return String(error).includes(FULL) ? unavailable('The store is full') : internal(id);
    }
  },
};
