/** Asks the validator about two users at once, by the column. */

import { Pipeline } from '../js-host/src/index.js';

const { validator } = await (await Pipeline.load()).instance();

const names = { text: 'Ann LeeBo Ek', ends: [7, 12] };
const emails = { text: 'ann@example.combo', ends: [15, 17] };
try {
  const found = validator.validateBatch({ names, emails, ages: [30, 40] });
  console.log(found.map(({ row, rule }) => `row ${row}: ${rule}`).join('\n'));
} catch (error) {
  console.log(`trap: ${error.message}`);
}
