/** The Node host under `node --inspect-brk`: what a debugger of JavaScript can do with the components. See docs/debugging.md. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CREATE = ['js-host/src/cli/main.js', 'create', '--name', 'Ann Lee', '--email', 'ann@example.com', '--age', '30'];

/**
 * A program that waits for a debugger, and a client of its inspector.
 * @param {import('node:test').TestContext} t
 * @param {string[]} words
 */
async function inspect(t, words) {
  // Without what makes a file of tests a part of this one.
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
  const child = spawn(process.execPath, ['--inspect-brk=127.0.0.1:0', ...words], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill());
  const ended = once(child, 'exit');
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += chunk));
  const [line] = await once(createInterface({ input: child.stderr }), 'line');
  const socket = new WebSocket(String(/ws:\S+/.exec(String(line))));
  await once(socket, 'open');

  let sent = 0;
  /** @type {Map<number, PromiseWithResolvers<any>>} */
  const calls = new Map();
  /** @type {Map<string, { url: string, scriptLanguage?: string }>} */
  const scripts = new Map();
  /** @type {any[]} */
  const pauses = [];
  /** @type {(() => void) | undefined} */
  let wake;
  socket.addEventListener('message', ({ data }) => {
    const { id, method, params, result, error } = JSON.parse(String(data));
    if (id !== undefined) {
      const call = calls.get(id);
      if (error) call?.reject(new Error(error.message));
      else call?.resolve(result);
    } else if (method === 'Debugger.scriptParsed') {
      scripts.set(params.scriptId, params);
    } else if (method === 'Debugger.paused') {
      pauses.push(params);
      wake?.();
    }
  });
  /** @param {string} method @param {object} [params] @returns {Promise<any>} */
  const call = (method, params = {}) => {
    const answer = Promise.withResolvers();
    sent += 1;
    calls.set(sent, answer);
    socket.send(JSON.stringify({ id: sent, method, params }));
    return answer.promise;
  };
  /** The frames of the next stop, such as `create create.js:21`, and the stop itself. */
  const paused = async () => {
    if (pauses.length === 0) await new Promise((done) => (wake = () => done(undefined)));
    const stop = pauses.shift();
    const frames = stop.callFrames.map((/** @type {any} */ { functionName, location }) => {
      const file = scripts.get(location.scriptId)?.url.split('/').at(-1);
      return `${functionName} ${file}:${location.lineNumber + 1}`;
    });
    return { frames, stop };
  };
  const end = async () => {
    socket.close();
    const [code] = await ended;
    return { code, printed };
  };
  await call('Debugger.enable');
  const started = paused();
  await call('Runtime.runIfWaitingForDebugger');
  await started;
  return { call, paused, scripts, end };
}

/** @typedef {Awaited<ReturnType<typeof inspect>>} Session */

/** The place of a function in a core module, by the engine's own disassembly. @param {Session} session @param {string} name */
async function place({ call, scripts }, name) {
  for (const [scriptId, { scriptLanguage }] of scripts) {
    if (scriptLanguage !== 'WebAssembly') continue;
    const { streamId, chunk } = await call('Debugger.disassembleWasmModule', { scriptId });
    // CPython comes in pieces, and isn't what is looked for.
    if (streamId !== undefined) continue;
    const { lines, bytecodeOffsets } = chunk;
    const first = lines.findIndex((/** @type {string} */ line) => line.startsWith(`  (func $${name} `) && !line.includes('(import '));
    if (first < 0) continue;
    const begin = lines.findIndex((/** @type {string} */ line, /** @type {number} */ at) => at > first && !line.startsWith('    (local '));
    return { scriptId, lineNumber: 0, columnNumber: bytecodeOffsets[begin] };
  }
  throw new Error(`found no function \`${name}\``);
}

test("breakpoints in jco's script and in a core module show the calls through JavaScript, Go and Rust", async (t) => {
  const session = await inspect(t, CREATE);
  const { call, paused } = session;
  const script = readFileSync(`${ROOT}build/js/pipeline.js`, 'utf8').split('\n');
  const lineNumber = script.findIndex((line) => line.includes('function createUser(')) + 1;
  await call('Debugger.setBreakpointByUrl', { urlRegex: '/build/js/pipeline\\.js$', lineNumber });
  await call('Debugger.resume');
  const inScript = await paused();
  assert.match(inScript.frames[0], /^createUser pipeline\.js:/);

  // Now the core modules are there.
  await call('Debugger.setBreakpoint', { location: await place(session, 'my:user-validator/validator@2.0.0#validate-batch') });
  await call('Debugger.resume');
  const { frames, stop } = await paused();
  const names = ['$my:user-validator/validator@2.0.0#validate-batch ', '$adapter', '$my:user-service/user-service@2.0.0#create-user ', 'createUser pipeline.js:'];
  const found = names.map((name) => frames.findIndex((/** @type {string} */ frame) => frame.startsWith(name)));
  assert.deepEqual(found, [...found].sort((one, other) => one - other), frames.join('\n'));
  assert.equal(found[0], 0, frames.join('\n'));

  // Its parameters have numbers instead of names.
  const locals = stop.callFrames[0].scopeChain.find((/** @type {any} */ scope) => scope.type === 'local');
  const { result } = await call('Runtime.getProperties', { objectId: locals.object.objectId, ownProperties: true });
  assert.equal(result[0].name, '$var0');

  // Out of the validator, into the adapter between it and the service.
  await call('Debugger.stepOut');
  const adapter = await paused();
  assert.match(adapter.frames[0], /^\$adapter/);
  await call('Debugger.resume');
  assert.deepEqual(await session.end(), { code: 0, printed: 'usr_24nkqm53jkbp3hvs0jy686a8z2\n' });
});

test('a stage in JavaScript stops by its source, in its own tests', async (t) => {
  const { call, paused, end } = await inspect(t, ['templates/stage/js/test/stage.test.js']);
  await call('Debugger.setBreakpointByUrl', { urlRegex: '/templates/stage/js/src/address\\.js$', lineNumber: 6 });
  await call('Debugger.resume');
  const { frames, stop } = await paused();
  assert.equal(frames[0], 'plain address.js:7');
  const { result } = await call('Debugger.evaluateOnCallFrame', { callFrameId: stop.callFrames[0].callFrameId, expression: 'email' });
  assert.equal(result.value, 'ann+news@example.com');
  await call('Debugger.disable');
  assert.equal((await end()).code, 0);
});
