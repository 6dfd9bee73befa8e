/** Requests to a worker that a test has started. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';

import { serve } from '../serve.js';

const BUILT = fileURLToPath(new URL('../../../build/workerd', import.meta.url));
/** The same worker, of components that fail when a name asks for it. */
const FAULTY = fileURLToPath(new URL('../../../build/workerd-faults', import.meta.url));

/**
 * @typedef {{ status: number, headers: import('node:http').IncomingHttpHeaders, body: string }} Reply
 * @typedef {{ method?: string, path: string, host?: string, headers?: Record<string, string>, body?: string }} Exchange
 * @typedef {Awaited<ReturnType<typeof serve>>} Server
 */

/**
 * Starts the worker; it ends with the test.
 * @param {import('node:test').TestContext} test
 * @param {{ store?: string, faulty?: boolean }} [options]
 */
export async function start(test, { store, faulty = false } = {}) {
  const server = await serve(`${faulty ? FAULTY : BUILT}/config.capnp`, { store, log: 'ignore' });
  test.after(server.stop);
  return server;
}

/** The command that serves the worker, without the folder of its users. */
export const SERVE = [process.execPath, fileURLToPath(new URL('../serve.js', import.meta.url)), BUILT, '0'];

/**
 * Starts a command that serves the worker; it ends with the test.
 * @param {import('node:test').TestContext} test
 * @param {string[]} words
 */
export function command(test, [program = '', ...args]) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  test.after(() => child.kill());
  const stderr = child.stderr.setEncoding('utf8').toArray();
  const ended = once(child, 'exit').then(async ([code]) => ({ code, stderr: (await stderr).join('') }));
  const listening = once(child.stdout.setEncoding('utf8'), 'data').then(([line]) => String(line).trim());
  return { child, ended, listening };
}

/**
 * A request whose body is still to be written.
 * @param {Pick<Server, 'url'>} server
 * @param {Exchange} exchange
 */
export function open({ url }, { method = 'GET', path, host = 'localhost', headers = {} }) {
  return request(url, { method, path, headers: { ...headers, host }, agent: false });
}

/**
 * @param {Pick<Server, 'url'>} server
 * @param {Exchange} exchange
 * @returns {Promise<Reply>}
 */
export function send(server, exchange) {
  return new Promise((resolve, reject) => {
    const opened = open(server, exchange).on('error', reject);
    opened.on('response', async (response) => {
      const body = await response.setEncoding('utf8').toArray();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: body.join('') });
    });
    opened.end(exchange.body);
  });
}

/** @param {unknown} users @param {string} [host] @returns {Exchange} */
export function posted(users, host) {
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', path: '/users', headers, body: JSON.stringify(users), ...(host && { host }) };
}

/** @param {string} body @returns {Exchange} */
export function csv(body) {
  return { method: 'POST', path: '/validate', headers: { 'content-type': 'text/csv' }, body };
}

/** @param {Reply} reply */
export function lines({ body }) {
  return body.trimEnd().split('\n').map((line) => JSON.parse(line));
}
