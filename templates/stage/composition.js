/** A stage's place in the text of `pipeline.wac`: whoever the driver calls as its service is from now on the stage's. */

import { StageError } from './names.js';

const SERVICE = 'my:user-service/user-service@1.0.0';
const TYPES = /^ {4}"[^"]+": [a-z-]+-types,$/;

/**
 * @param {string} wac
 * @param {string} name
 * @param {string} language
 * @returns {{ text: string, before: string }} the composition with the stage, and whom the stage stands before
 */
export function insertStage(wac, name, language) {
  const driver = statement(wac, 'driver');
  const given = new RegExp(`^    "${SERVICE}": ([a-z0-9-]+)\\["${SERVICE}"\\],$`, 'm').exec(driver);
  const before = given?.[1];
  if (!given || !before) {
    throw new StageError(`composer/pipeline.wac: found nobody who is the driver's \`${SERVICE}\``);
  }
  const argument = (/** @type {string} */ from) => `    "${SERVICE}": ${from}["${SERVICE}"],`;
  const types = statement(wac, before).split('\n').filter((line) => TYPES.test(line));
  const stage = [
    `// A stage before \`${before}\` (${language}).`,
    `let ${name} = new part:${name} {`,
    ...types,
    argument(before),
    '};',
    '',
    '',
  ].join('\n');
  const text = wac
    .replace(driver, driver.replace(given[0], argument(name)))
    .replace(new RegExp(`^export ${before}\\["${SERVICE}"\\];$`, 'm'), `export ${name}["${SERVICE}"];`);
  // Before the comments that stand above the driver.
  const at = /(?:^\/\/.*\n)*^let driver = /m.exec(text)?.index ?? 0;
  return { text: text.slice(0, at) + stage + text.slice(at), before };
}

/** @param {string} wac @param {string} name */
function statement(wac, name) {
  const found = new RegExp(`^let ${name} = new part:[^]*?^};$`, 'm').exec(wac);
  if (!found) throw new StageError(`composer/pipeline.wac: found no statement \`let ${name} = new part:… { … };\``);
  return found[0];
}
