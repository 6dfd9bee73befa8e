/** The page looks as it did: see pictures.js. */

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { BLOCKS, TOLERANCE, difference, looksAsItDid } from './pictures.js';
import { open, verdict } from './playground.js';

/** Hides what differs between runs, at a fixed size. */
const STYLE = `${BLOCKS}
.time { display: inline-block !important; visibility: hidden; width: 4em; height: 1.4em; overflow: hidden; }
#report { visibility: hidden; height: 4rem !important; }
`;

const { page, close } = await open({ bypassCSP: true });
after(close);

const VIEWS = /** @type {const} */ ([
  { name: 'light', colorScheme: 'light', width: 1100, run: true },
  { name: 'dark', colorScheme: 'dark', width: 1100, run: true },
  { name: 'phone', colorScheme: 'light', width: 320, run: true },
  { name: 'phone-fresh', colorScheme: 'dark', width: 320, run: false },
]);

/** @param {(typeof VIEWS)[number]} view */
async function show({ colorScheme, width, run }) {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 800 });
  await page.reload();
  await page.getByText('Ready.', { exact: true }).waitFor();
  await page.addStyleTag({ content: STYLE });
  if (run) {
    await page.click('#sample');
    await verdict(page);
  }
  await page.evaluate(async () => {
    await document.fonts.load('1rem blocks');
    for (const line of document.querySelectorAll('.moving')) line.classList.remove('moving');
    // The page lists the slowest call first, which differs between runs.
    const calls = [...document.querySelectorAll('tr')].filter((row) => row.dataset.call);
    const named = calls.toSorted((a, b) => (String(a.dataset.call) < String(b.dataset.call) ? -1 : 1));
    calls[0]?.parentElement?.append(...named);
    // The graph measures its cards when its width changes. It may have done so before or after they had all their text.
    const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const graph = document.querySelector('.graph');
    if (graph instanceof HTMLElement) {
      for (const width of ['99%', '']) {
        graph.style.width = width;
        await frames();
      }
    }
    const status = document.getElementById('status');
    if (status) status.textContent = 'So many records were read.';
    document.body.tabIndex = -1;
    document.body.focus();
  });
}

const take = () => page.screenshot({ fullPage: true });

for (const view of VIEWS) {
  test(`the page looks as it did: ${view.name}`, async () => {
    await show(view);
    await looksAsItDid(page, view.name, await take());
  });
}

const BROKEN = [
  '.row { display: block; }',
  '.graph li { translate: none !important; }',
  '.pair { display: block; }',
  ':root { --ink: #57606c; }',
  'main { padding-left: 0.5rem; }',
];

test('a broken layout is noticed', async () => {
  await show(VIEWS[0]);
  const whole = await take();
  assert.ok((await difference(page, whole, await take())) < TOLERANCE / 4);
  for (const broken of BROKEN) {
    const style = await page.addStyleTag({ content: broken });
    const share = await difference(page, whole, await take());
    assert.ok(share > TOLERANCE, `\`${broken}\` changes ${Math.round(share * 100)} % of a tile`);
    await style.evaluate((element) => /** @type {Element} */ (element).remove());
  }
});
