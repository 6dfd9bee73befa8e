/** Accessibility checks. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** @typedef {import('playwright-core').Page} Page */

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** @param {Page} page @returns {Promise<string[]>} axe's findings, and where */
export async function barriers(page) {
  await page.evaluate(AXE);
  return page.evaluate(async (tags) => {
    const { axe } = /** @type {any} */ (window);
    // The report is a separate page that no script can access.
    const { violations } = await axe.run(document, { runOnly: tags, iframes: false });
    return violations.flatMap((/** @type {any} */ { id, nodes }) =>
      nodes.map((/** @type {any} */ { target, failureSummary }) => `${id}: ${target}: ${failureSummary}`),
    );
  }, TAGS);
}

/** Whether everything fits into its card, and the page into the screen. @param {Page} page */
export const tooWide = (page) =>
  page.evaluate(() => {
    const inner = [...document.querySelectorAll('.card')].flatMap((card) => {
      const edge = card.getBoundingClientRect().right;
      return [...card.querySelectorAll('*:not(.unseen)')].filter((one) => one.getBoundingClientRect().right > edge + 1);
    });
    if (document.documentElement.scrollWidth > window.innerWidth) inner.push(document.documentElement);
    return inner.map((one) => `${one.tagName} ${one.id} ${one.textContent?.slice(0, 40)}`);
  });
