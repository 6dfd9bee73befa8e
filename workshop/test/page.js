/** A lab's page: its commands, what they print, and where the participant fixes what is broken. */

/**
 * @typedef {object} Step
 * @property {string} command `solve` where the participant fixes the lab
 * @property {string[]} output
 * @property {number} code
 */

/** @param {string} text @returns {Step[]} */
export function steps(text) {
  /** @type {Step[]} */
  const found = [];
  for (const [part] of text.matchAll(/^```console\n[^]*?^```$|^<!-- solve -->$/gm)) {
    if (!part.startsWith('```')) found.push({ command: 'solve', output: [], code: 0 });
    for (const line of part.startsWith('```') ? part.split('\n').slice(1, -1) : []) {
      const last = found.at(-1);
      if (line.startsWith('$ ')) found.push({ command: line.slice(2), output: [], code: 0 });
      else if (!last) throw new Error(`found \`${line}\` before any command`);
      else if (line.startsWith('? ')) last.code = Number(line.slice(2));
      else last.output.push(line);
    }
  }
  return found;
}

/** The blocks of code that aren't commands, line by line. @param {string} text */
export function snippets(text) {
  const blocks = [...text.matchAll(/^```(?!console|sh)[a-z]+\n([^]*?)^```$/gm)];
  return blocks.map(([, code = '']) => code.trimEnd().split('\n').map((line) => line.trim()));
}

/** The commands to type while fixing. @param {string} text */
export function typed(text) {
  const blocks = [...text.matchAll(/^```sh\n([^]*?)^```$/gm)];
  return blocks.map(([, code = '']) => code);
}

/**
 * Whether this was printed. `…` stands for anything in a line; alone in one, for any lines.
 * @param {string[]} expected
 * @param {string} found
 */
export function printed(expected, found) {
  const lines = expected.map((line) => (line === '…' ? '(?:.*\n)*?' : `${line.split('…').map(quote).join('.*')}\n`));
  return new RegExp(`^${lines.join('')}$`).test(found === '' || found.endsWith('\n') ? found : `${found}\n`);
}

/** @param {string} text */
const quote = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
