/** Bodies while they arrive. The answers are compared by tests/suites/serving.rs. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import test from 'node:test';

import { serve } from '../serve.js';

const CSV = { method: 'POST', headers: { 'content-type': 'text/csv' }, agent: false };
const ROWS = Array.from({ length: 20_000 }, (_, row) => `Somebody,user-${row}@example.com,30\n`).join('');

test('a validation is streamed in both directions', async (t) => {
  const server = await serve('http-service');
  t.after(server.stop);

  await t.test('the answer begins before the end of the file', async () => {
    const opened = request(`${server.url}/validate`, CSV);
    opened.write(`name,email,age\n${ROWS}`);
    const [response] = await once(opened, 'response');
    response.setEncoding('utf8');
    const [first] = await once(response, 'data');
    assert.match(first, /^\{"id":"usr_/);
    opened.end('Last,last@example.com,30\n');
    const rest = (await response.toArray()).join('');
    assert.match(rest, /\{"counts":\{"read":20001,"accepted":20001,"rejected":0\}\}\n$/);
  });

  await t.test('a client that leaves disturbs no other', async () => {
    const opened = request(`${server.url}/validate`, CSV).on('error', () => {});
    opened.write(`name,email,age\n${ROWS}`);
    const [left] = await once(opened, 'response');
    left.on('error', () => {});
    opened.destroy();
    const next = request(`${server.url}/validate`, CSV).end('name,email,age\nAnn,ann@example.com,30\n');
    const [response] = await once(next, 'response');
    const body = (await response.setEncoding('utf8').toArray()).join('');
    assert.match(body, /\{"counts":\{"read":1,"accepted":1,"rejected":0\}\}\n$/);
  });
});

test('an answer that does not depend on the body does not wait for it', async (t) => {
  const server = await serve('http-service');
  t.after(server.stop);
  const cases = /** @type {const} */ ([
    ['POST', '/users', { 'content-type': 'application/json', 'content-length': 9 << 20 }, 413],
    ['POST', '/users', { 'content-type': 'application/json', 'content-length': 9 << 20, expect: '100-continue' }, 413],
    ['POST', '/users', { 'content-type': 'text/html', 'content-length': 9 }, 415],
    ['POST', '/users', { 'content-type': 'application/json', 'content-encoding': 'gzip', 'content-length': 9 }, 415],
    ['DELETE', '/users', { 'content-length': 9 }, 405],
    ['POST', '/nowhere', { 'content-length': 9 }, 404],
    ['GET', '/healthz', { 'content-length': 9 }, 200],
  ]);
  for (const [method, path, headers, expected] of cases) {
    const opened = request(`${server.url}${path}`, { method, headers, agent: false }).on('error', () => {});
    opened.flushHeaders();
    const [response] = await once(opened, 'response', { signal: AbortSignal.timeout(5000) });
    assert.equal(response.statusCode, expected, `${method} ${path}`);
    opened.destroy();
  }
});
