/**
 * The page looks as it did: pictures of it are compared with those in `pictures/`. All text is shown as blocks, by a font
 * of one glyph, so that a picture doesn't depend on the fonts of a machine. BLESS=1 writes what is found.
 */

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { open, verdict } from './playground.js';

const PICTURES = fileURLToPath(new URL('pictures/', import.meta.url));
/** Pictures are compared tile by tile, so that little on a large page counts as much as on a small one. */
const TILE = 48;
/** The share of a tile that may differ: edges are smoothed a little otherwise elsewhere. */
const TOLERANCE = 0.1;

const font = readFileSync(`${PICTURES}blocks.ttf`).toString('base64');
/** What differs from run to run is left blank, in one size. */
const STYLE = `
@font-face { font-family: blocks; src: url(data:font/ttf;base64,${font}); }
* { font-family: blocks !important; transition: none !important; animation: none !important; caret-color: transparent; }
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
    const status = document.getElementById('status');
    if (status) status.textContent = 'So many records were read.';
    document.body.tabIndex = -1;
    document.body.focus();
  });
}

const take = () => page.screenshot({ fullPage: true });

/**
 * @param {Buffer} found
 * @param {Buffer} expected
 * @returns {Promise<number>} the share of pixels that differ, in the tile where most do
 */
function difference(found, expected) {
  const both = [found, expected].map((png) => `data:image/png;base64,${png.toString('base64')}`);
  return page.evaluate(
    async ([addresses, size]) => {
      const decoded = addresses.map(async (address) => {
        const picture = Object.assign(new Image(), { src: address });
        await picture.decode();
        return picture;
      });
      const pictures = await Promise.all(decoded);
      const width = Math.max(...pictures.map((picture) => picture.width));
      const height = Math.max(...pictures.map((picture) => picture.height));
      const [a, b] = pictures.map((picture) => {
        const context = new OffscreenCanvas(width, height).getContext('2d');
        context?.drawImage(picture, 0, 0);
        return context?.getImageData(0, 0, width, height).data;
      });
      if (!a || !b) return 1;
      const columns = Math.ceil(width / size);
      const tiles = new Uint32Array(columns * Math.ceil(height / size));
      for (let at = 0; at < a.length; at += 4) {
        const near = [0, 1, 2].every((channel) => Math.abs((a[at + channel] ?? 0) - (b[at + channel] ?? 0)) <= 24);
        const [x, y] = [(at / 4) % width, Math.floor(at / 4 / width)];
        const tile = Math.floor(y / size) * columns + Math.floor(x / size);
        if (!near) tiles[tile] = (tiles[tile] ?? 0) + 1;
      }
      return Math.max(...tiles) / size ** 2;
    },
    /** @type {const} */ ([both, TILE]),
  );
}

for (const view of VIEWS) {
  test(`the page looks as it did: ${view.name}`, async () => {
    const file = `${PICTURES}${view.name}.png`;
    await show(view);
    const found = await take();
    if (process.env['BLESS']) writeFileSync(file, found);
    assert.ok(existsSync(file), `there is no \`${file}\`; BLESS=1 writes it`);
    const share = await difference(found, readFileSync(file));
    if (share > TOLERANCE) writeFileSync(`${PICTURES}${view.name}.found.png`, found);
    assert.ok(share <= TOLERANCE, `${Math.round(share * 100)} % of a tile differ; see ${view.name}.found.png`);
  });
}

const BROKEN = [
  '.row { display: block; }',
  '.graph li { translate: none !important; }',
  '.pair { display: block; }',
  ':root { --ink: #57606c; }',
  'main { padding-left: 0.5rem; }',
];

test('a broken layout is seen', async () => {
  await show(VIEWS[0]);
  const whole = await take();
  assert.ok((await difference(whole, await take())) < TOLERANCE / 4);
  for (const broken of BROKEN) {
    const style = await page.addStyleTag({ content: broken });
    const share = await difference(whole, await take());
    assert.ok(share > TOLERANCE, `\`${broken}\` changes ${Math.round(share * 100)} % of a tile`);
    await style.evaluate((element) => /** @type {Element} */ (element).remove());
  }
});
