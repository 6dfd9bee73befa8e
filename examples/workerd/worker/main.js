/**
 * The worker. Requests that need the stored users go to the object that has them, one object per host name; all others are answered
 * where they arrive.
 */

import { DurableObject } from 'cloudflare:workers';

import { answer } from './gateway.js';
import { Stores } from './stores.js';

/** @typedef {{ USERS: DurableObjectNamespace }} Env */

const STORED = /^\/(users|report)(\/|$)/;

/** The users of one host name. */
export class Users extends DurableObject {
  /** @param {Request} request */
  fetch(request) {
    return answer(request, new Stores(this.ctx.storage));
  }
}

export default {
  /** @param {Request} request @param {Env} env */
  fetch(request, env) {
    const { hostname, pathname } = new URL(request.url);
    if (!STORED.test(pathname)) return answer(request);
    return env.USERS.get(env.USERS.idFromName(hostname)).fetch(request);
  },
};
