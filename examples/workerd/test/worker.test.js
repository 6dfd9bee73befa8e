/** What the worker adds to the gateway: where users are stored, instances, streams. The answers are compared by tests/suites/serving.rs. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import test from 'node:test';

import { SERVE, command, csv, lines, open, posted, send, start } from './worker.js';

const ANN = { name: 'Ann', email: 'ann@example.com', age: 30 };
const ID = 'usr_24nkqm53jkbp3hvs0jy686a8z2';
const HEAD = 'name,email,age\n';

/** @param {number} from @param {number} count */
const rows = (from, count) => Array.from({ length: count }, (_, at) => `Somebody,user-${from + at}@example.com,30\n`).join('');

test('users live as long as the server', async (t) => {
  const server = await start(t);
  for (const email of ['ann@example.com', 'bob@example.com', 'jürgen@bücher.example']) {
    assert.equal((await send(server, posted({ ...ANN, email }))).status, 201);
  }
  const again = await send(server, posted({ ...ANN, email: 'ANN@example.com' }));
  assert.deepEqual([again.status, JSON.parse(again.body).type], [409, 'urn:problem:taken']);
  assert.equal(JSON.parse((await send(server, { path: `/users/${ID}` })).body).name, 'Ann');
  const found = [];
  for (let path = '/users?limit=2'; path !== ''; ) {
    const { users, next } = JSON.parse((await send(server, { path })).body);
    found.push(...users.map((/** @type {typeof ANN} */ { email }) => email));
    path = next === null ? '' : `/users?limit=2&after=${next}`;
  }
  assert.deepEqual(found.toSorted(), ['ann@example.com', 'bob@example.com', 'jürgen@bücher.example']);
  const report = await send(server, { path: '/report?format=json' });
  assert.equal(JSON.parse(report.body).accepted, 3);
  // A file's users are not those that are stored.
  const [, , counts] = lines(await send(server, csv(`${HEAD}Ann,ann@example.com,30\nNew,new@example.com,30\n`)));
  assert.equal(counts.counts.accepted, 2);
  assert.equal(JSON.parse((await send(server, { path: '/report?format=json' })).body).accepted, 3);
});

test('each host name has users of its own', async (t) => {
  const server = await start(t);
  for (const host of ['one.example', 'two.example']) assert.equal((await send(server, posted(ANN, host))).status, 201);
  assert.equal((await send(server, posted(ANN, 'one.example'))).status, 409);
  assert.deepEqual(JSON.parse((await send(server, { path: '/users', host: 'three.example' })).body).users, []);
});

test('a path is what was sent', async (t) => {
  const server = await start(t);
  for (const path of ['/a/../healthz', '/./users', '/users/..', '/users/%2e%2e/healthz', '/users\\x']) {
    const reply = await send(server, { path });
    assert.equal(reply.status, 404, path);
    const found = path === '/users/..' ? '..' : path;
    assert.ok(JSON.parse(reply.body).detail.endsWith(` \`${found}\``), `${path}: ${reply.body}`);
  }
});

test('a `Host` that is not a host is answered with 400', async (t) => {
  const server = await start(t);
  for (const host of ['a/b', 'a@b', 'http://x', '[::1', 'a:b', 'a:65536', '%61.example', 'a, b']) {
    const reply = await send(server, { path: '/users', host });
    assert.deepEqual([reply.status, reply.headers['content-type']], [400, 'application/problem+json'], host);
    assert.equal(JSON.parse(reply.body).type, 'urn:problem:malformed', host);
  }
  for (const host of ['1.2.3.256', '[::1]:80', 'A.example:', '_x', 'a,b']) assert.equal((await send(server, { path: '/users', host })).status, 200, host);
});

test('users in a folder outlive the server', async (t) => {
  const store = mkdtempSync(`${tmpdir()}/pipeline-workerd-`);
  t.after(() => rmSync(store, { recursive: true }));
  const first = await start(t, { store });
  assert.equal((await send(first, posted(ANN))).status, 201);
  await first.stop();
  const second = await start(t, { store });
  assert.equal((await send(second, posted(ANN))).status, 409);
  assert.equal(JSON.parse((await send(second, { path: `/users/${ID}` })).body).email, ANN.email);
});

test('of users that are posted at the same time, each address is stored once', async (t) => {
  const server = await start(t);
  const posts = Array.from({ length: 24 }, (_, at) => send(server, posted({ ...ANN, email: `user-${at % 8}@example.com` })));
  const statuses = (await Promise.all(posts)).map(({ status }) => status);
  assert.deepEqual([201, 409].map((status) => statuses.filter((found) => found === status).length), [8, 16]);
});

test('validations side by side have instances of their own', async (t) => {
  const server = await start(t);
  const files = Array.from({ length: 12 }, (_, at) => send(server, csv(HEAD + rows(0, 100 * (at + 1)))));
  for (const [at, reply] of (await Promise.all(files)).entries()) {
    const count = 100 * (at + 1);
    assert.deepEqual(lines(reply).at(-1), { counts: { read: count, accepted: count, rejected: 0 } });
  }
});

test('the answer to a file begins before its end', async (t) => {
  const server = await start(t);
  const request = open(server, csv(''));
  request.write(HEAD + rows(0, 20_000));
  const [response] = await once(request, 'response');
  response.setEncoding('utf8');
  const [first] = await once(response, 'data');
  assert.match(first, /^\{"id":"usr_/);
  request.end(rows(20_000, 1));
  const rest = (await response.toArray()).join('');
  assert.match(rest, /\{"counts":\{"read":20001,"accepted":20001,"rejected":0\}\}\n$/);
});

test('a client that leaves disturbs no other', async (t) => {
  const server = await start(t);
  for (let round = 0; round < 5; round++) {
    const request = open(server, csv('')).on('error', () => {});
    request.write(HEAD + rows(0, 20_000));
    const [response] = await once(request, 'response');
    response.on('error', () => {});
    request.destroy();
  }
  const [, counts] = lines(await send(server, csv(HEAD + rows(0, 1))));
  assert.equal(counts.counts.accepted, 1);
});

test('a component that traps fails its request alone', async (t) => {
  const server = await start(t, { faulty: true });
  for (const part of ['validator', 'service']) {
    const name = `fault-${part}-trap`;
    for (const exchange of [posted({ ...ANN, name }), csv(`${HEAD}${name},a@example.com,30\n`)]) {
      const reply = await send(server, exchange);
      const problem = JSON.parse(reply.body);
      assert.deepEqual([reply.status, problem.type], [500, 'urn:problem:internal'], name);
      assert.equal(reply.headers['request-id'], problem['request-id']);
    }
    assert.equal((await send(server, posted({ ...ANN, email: `after-${part}@example.com` }))).status, 201);
  }
});

test('a store on a full disk is answered with 503, and what was acknowledged stays', async (t) => {
  const folder = mkdtempSync(`${tmpdir()}/pipeline-workerd-`);
  t.after(() => rmSync(folder, { recursive: true }));
  if (spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', folder]).status !== 0) return t.skip('cannot mount here');
  const mounted = `mount -t tmpfs -o size=300k none '${folder}' && exec "$@"`;
  const server = command(t, ['unshare', '-rm', 'sh', '-c', mounted, 'sh', ...SERVE, folder]);
  const url = await server.listening;
  const users = Array.from({ length: 100 }, (_, at) => ({ ...ANN, email: `user-${at}@example.com` }));
  let stored = 0;
  let reply = await send({ url }, posted(users[0]));
  while (reply.status === 201) reply = await send({ url }, posted(users[++stored]));
  assert.deepEqual([reply.status, reply.headers['content-type']], [503, 'application/problem+json'], reply.body);
  const { type, detail } = JSON.parse(reply.body);
  assert.deepEqual([type, detail], ['urn:problem:unavailable', 'The store is full']);
  const found = JSON.parse((await send({ url }, { path: '/users?limit=100' })).body).users;
  assert.equal(found.length, stored);
  // An object that never existed can't be made either.
  const other = await send({ url }, { path: '/users', host: 'other.example' });
  assert.match(other.body, /^\{"type":"urn:problem:(unavailable|internal)"/);
});

test('a store that is a file is refused in one line', async (t) => {
  const folder = mkdtempSync(`${tmpdir()}/pipeline-workerd-`);
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(`${folder}/file`, '');
  for (const store of [`${folder}/file`, `${folder}/file/below`]) {
    const { code, stderr } = await command(t, [...SERVE, store]).ended;
    assert.deepEqual([code, stderr], [2, `error: cannot store users in \`${store}\`: found a file, expected a folder\n`]);
  }
});

test('workerd ends with its terminal, and if it ends by itself, that is a failure', async (t) => {
  const hungUp = command(t, SERVE);
  const url = await hungUp.listening;
  hungUp.child.kill('SIGHUP');
  assert.equal((await hungUp.ended).code, 0);
  await assert.rejects(send({ url }, { path: '/healthz' }), /ECONNREFUSED/);
  const killed = command(t, SERVE);
  await killed.listening;
  spawnSync('pkill', ['-KILL', '-P', String(killed.child.pid)]);
  const { code, stderr } = await killed.ended;
  assert.deepEqual([code, stderr], [2, 'error: workerd ended: it was killed by a signal\n']);
});
