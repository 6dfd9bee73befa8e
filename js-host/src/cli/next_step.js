/** What to do next if nothing or little was accepted. The same as the Rust host's. */

/** @param {string} key */
const rule = (key) => `\`${key}\` in a file for \`--rules\` changes this; the command \`rules\` prints such a file`;

/** @param {string} field */
const column = (field) =>
  `if another column has the ${field}, name it: \`--columns ${field}=NAME\`; the command \`peek\` shows the columns`;

const reading = () => 'the command `peek` shows how an input is read; `--delimiter` and `--quote` change it';

/** @type {Readonly<Record<string, (field: string) => string>>} what helps against an error, by its rule */
const REMEDIES = {
  'wrong-field-count': reading,
  malformed: reading,
  'missing-field': column,
  'wrong-type': column,
  'invalid-number': column,
  'email-invalid': column,
  'name-empty': column,
  'invalid-utf8': () => "`--encoding` reads an input that isn't UTF-8, for example `--encoding windows-1252`",
  'name-too-short': () => rule('name-min-length'),
  'domain-not-allowed': () => '`allowed-domains` and `denied-domains` in the rules file say which domains are accepted',
  'too-young': () => rule('min-age'),
  'invalid-age': () => rule('max-age'),
};

/**
 * A sentence, if fewer than a tenth of the records were accepted and most of the others share an error with a known remedy.
 * @param {import('../index.js').FinalOutput} last
 */
export function nextStep({ output, totals }) {
  const { read, accepted, rejected } = output.counts;
  if (read === 0n) return 'no record was found; the command `peek` shows how an input is read';
  const [error] = totals.errors;
  if (error === undefined || accepted * 10n >= read || error.count * 2n < rejected) return undefined;
  return Object.hasOwn(REMEDIES, error.rule) ? REMEDIES[error.rule]?.(error.field) : undefined;
}
