/** Asks a validator about two users, by version 1.0.0 of its contract: `node lab/old-caller.js COMPONENT`. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

import { transpile } from '@bytecodealliance/jco';

const INTERFACE = 'my:user-validator/validator@1.0.0';

const folder = new URL('../build/old-caller/', import.meta.url);
const { files } = await transpile(readFileSync(process.argv[2]), { name: 'validator' });
mkdirSync(folder, { recursive: true });
for (const [name, content] of Object.entries(files)) if (!name.includes('/')) writeFileSync(new URL(name, folder), content);
const exported = await import(new URL('validator.js', folder).href);

const names = { text: 'Ann LeeBo Ek', ends: [7, 12] };
const emails = { text: 'ann@example.combo', ends: [15, 17] };
const validator = exported[INTERFACE];
if (validator === undefined) console.log(`found ${Object.keys(exported).find((name) => name.includes('@'))}, expected ${INTERFACE}`);
else console.log(validator.validateBatch({ names, emails, ages: [30, 40] }).map(({ row, rule }) => `row ${row}: ${rule}`).join('\n'));
