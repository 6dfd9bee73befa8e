/** What a policy has to allow for a stage: the driver reaches it, so does who reaches the driver, and it reaches what its service does. */

import { StageError } from './names.js';

/** @param {string} part */
const rule = (part) => new RegExp(`^from = "${part}"\nreach = (?:"([^"]*)"|\\[([^\\]]*)\\])$`, 'm');

/** @param {string} policy */
export const speaksOfDriver = (policy) => policy.includes('from = "driver"');

/**
 * @param {string} policy
 * @param {string} name the stage
 * @param {string} before whom it stands before
 * @param {string} file
 */
export function allowStage(policy, name, before, file) {
  const [driver, service] = ['driver', before].map((part) => {
    const found = rule(part).exec(policy);
    if (!found) throw new StageError(`${file}: found no rule \`from = "${part}"\` with \`reach\` on the line below`);
    return { text: found[0], reach: found[1] === undefined ? names(found[2] ?? '') : [found[1]] };
  });
  if (!driver || !service) throw new StageError(`${file}: found no rule for the driver`);
  // Where spies stand in between, the stage has its own.
  const spies = service.reach.filter((one) => one === `${before}-to-*`).map(() => `${name}-to-*`);
  const callers = policy.replace(/reach = \[[^\]]*"driver"[^\]]*\]/g, (reach) => reach.replace('"driver"', `"driver", "${name}"`));
  const allowed = callers.replace(driver.text, `from = "driver"\nreach = ${list([name, ...driver.reach])}`);
  return `${allowed}\n[[only]]\nfrom = "${name}"\nreach = ${list([...spies, before, ...service.reach])}\n`;
}

/** @param {string} text */
const names = (text) => [...text.matchAll(/"([^"]*)"/g)].map(([, one = '']) => one);

/** @param {string[]} all */
const list = (all) => `[${all.map((one) => `"${one}"`).join(', ')}]`;
