/** What a stage may be called, and what it may be written in. */

export const LANGUAGES = new Map([
  ['rust', 'Rust'],
  ['go', 'Go'],
  ['python', 'Python'],
  ['js', 'JavaScript'],
]);

/** What WIT and wac keep for themselves. */
const KEYWORDS = new Set(
  (
    'as async bool borrow char constructor enum export f32 f64 flags from func future import include interface let list ' +
    'new option own package record resource result s16 s32 s64 s8 static stream string targets tuple type u16 u32 u64 u8 ' +
    'use variant with world'
  ).split(' '),
);

/** What stands in build/ besides the parts. */
const BUILT = new Set(['pipeline', 'traced', 'user-service', 'spies', 'tools', 'wac', 'js', 'playground']);

const LONGEST = 40;

/** What goes wrong through no fault of this program. */
export class StageError extends Error {}

/**
 * @param {string} name
 * @param {string} composition
 * @returns {string | undefined} why there can be no stage of this name
 */
export function nameProblem(name, composition) {
  if (name === '') return 'found nothing, expected a name such as `tidy`';
  if (!/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(name)) {
    return `found \`${name}\`, expected words of lower-case letters and digits, joined by \`-\`, such as \`tidy-names\``;
  }
  if (name.length > LONGEST) return `found ${name.length} characters, expected at most ${LONGEST}`;
  if (KEYWORDS.has(name)) return `\`${name}\` is a word of WIT or wac itself`;
  if (BUILT.has(name)) return `\`${name}\` is what something else in build/ is called`;
  if (new RegExp(`^let ${name} =|part:${name}\\b(?!-)`, 'm').test(composition)) return `\`${name}\` is in the composition already`;
  return undefined;
}

/**
 * @param {string} workspace the text of Cargo.toml
 * @param {string} member
 */
export function addMember(workspace, member) {
  const list = /(\nmembers = \[\n(?: {4}"[^"\n]*",\n)*)(\]\n)/;
  if (!list.test(workspace)) throw new StageError('Cargo.toml: found no list `members`, one member a line');
  return workspace.replace(list, `$1    "${member}",\n$2`);
}
