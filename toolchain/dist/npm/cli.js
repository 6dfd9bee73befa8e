#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

const { node } = process.versions;
if (Number.parseInt(node, 10) < 22) {
  process.stderr.write(`error: found Node ${node}, expected 22 or later\n`);
  process.exit(2);
}
// V8 validates functions only when they are called, since wac has validated them already.
setFlagsFromString('--wasm-lazy-validation');
await import('./js-host/src/cli/main.js');
