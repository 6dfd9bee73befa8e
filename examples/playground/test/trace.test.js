/** Calls are traced correctly, and components have the names in the file. Runs outside a browser, on the translated modules. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { Composition } from '../site/worker/composition.js';
import { HOST, knownCalls, nameParts } from '../site/worker/names.js';
import { run } from '../site/worker/run.js';
import { Trace } from '../site/worker/trace.js';
import { BUILD, FOLDER, inspect } from './playground.js';

const graph = inspect();
const { instantiate } = await import(`${FOLDER}/component/pipeline.js`);
const names = BUILD.files.flatMap(({ path }) => path.match(/^component\/(.+\.wasm)$/)?.[1] ?? []);
const compiled = names.map((name) => new WebAssembly.Module(readFileSync(`${FOLDER}/component/${name}`)));
const modules = new Map(names.map((name, at) => /** @type {const} */ ([name, compiled[at] ?? assert.fail()])));

/** @param {string} text */
async function traced(text) {
  const composition = new Composition(instantiate, modules, graph);
  await run(composition, { inputs: [new File([text], 'users.csv')], rules: undefined, reading: undefined, writing: { format: 'ndjson', keepColumns: false, formulaGuard: false } }, () => {});
  return composition.calls.map((call) => ({ ...call, name: `${call.through}#${call.function}` }));
}

test('each call that the inspector finds between parts is traced, and no other', async () => {
  const found = (await traced('name,email,age\n')).filter(({ from }) => from !== HOST);
  const known = knownCalls(graph).filter(({ from }) => from !== HOST);
  assert.deepEqual(
    found.map(({ from, to, name }) => `${from} ${to} ${name}`).toSorted(),
    known.map(({ from, to, name }) => `${from} ${to} ${name}`).toSorted(),
  );
  assert.ok(known.length > 3);
});

test('copied bytes and time are summed per call', async () => {
  const rows = Array.from({ length: 1000 }, (_, at) => `Ann Other,ann${at}@example.com,30\n`);
  const found = await traced(`name,email,age\n${rows.join('')}`);
  const of = (/** @type {string} */ from, /** @type {string} */ name) =>
    found.find((call) => call.from === from && call.function === name) ?? assert.fail(name);
  const process = of('driver', 'process');
  const validate = of('service', 'validate-batch');
  // Names, addresses, the ends of both, ages.
  const columns = rows.join('').length - 1000 * ',,30\n'.length + 3 * 4 * 1000;
  assert.equal(validate.bytes, columns);
  // The answer has the ids: 30 characters each, and their ends.
  assert.equal(process.bytes, columns + 34 * 1000);
  assert.ok(process.time >= validate.time && validate.time > 0);
  assert.ok(of(HOST, '[method]job.feed').time + of(HOST, '[method]job.finish').time >= process.time);
});

test('a graph of another file is rejected', () => {
  const trace = new Trace(() => 0);
  instantiate((/** @type {string} */ name) => modules.get(name), {}, trace.instantiate);
  const edges = graph.edges.filter(({ from }) => from === HOST);
  assert.throws(() => nameParts(trace, { ...graph, edges }), /^Error: cannot tell the parts apart: found \d with /);
  const components = graph.components.slice(0, -1);
  assert.throws(() => nameParts(trace, { ...graph, components }), /cannot tell the parts apart/);
  assert.equal(nameParts(trace, graph).size, trace.parts.length);
});

test('components are identified by what they call, in any order of the inspector’s list', () => {
  const trace = new Trace(() => 0);
  instantiate((/** @type {string} */ name) => modules.get(name), {}, trace.instantiate);
  const straight = nameParts(trace, graph);
  const turned = nameParts(trace, { ...graph, components: graph.components.toReversed() });
  assert.deepEqual([...turned.values()].toSorted(), [...straight.values()].toSorted());
  for (const [part, name] of straight) assert.equal(turned.get(part), name);
});
