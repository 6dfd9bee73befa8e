/**
 * Pictures of a page, compared with those in `pictures/`. All text is shown as blocks, by a font with one glyph, so a
 * picture doesn't depend on the machine's fonts.
 */

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {import('playwright-core').Page} Page */

const PICTURES = fileURLToPath(new URL('pictures/', import.meta.url));
/** Pictures are compared tile by tile, so a small difference counts on a large page too. */
const TILE = 48;
/** The share of a tile that may differ: machines smooth edges slightly differently. */
export const TOLERANCE = 0.1;

const font = readFileSync(`${PICTURES}blocks.ttf`).toString('base64');
/** Shows all text as blocks and stops all motion. */
export const BLOCKS = `
@font-face { font-family: blocks; src: url(data:font/ttf;base64,${font}); }
* { font-family: blocks !important; transition: none !important; animation: none !important; caret-color: transparent; }
`;

/**
 * Compares a picture with the one of that name. BLESS=1 writes it.
 * @param {Page} page
 * @param {string} name
 * @param {Buffer} found
 */
export async function looksAsItDid(page, name, found) {
  const file = `${PICTURES}${name}.png`;
  if (process.env['BLESS']) writeFileSync(file, found);
  assert.ok(existsSync(file), `there is no \`${file}\`; BLESS=1 writes it`);
  const share = await difference(page, found, readFileSync(file));
  if (share > TOLERANCE) writeFileSync(`${PICTURES}${name}.found.png`, found);
  assert.ok(share <= TOLERANCE, `${Math.round(share * 100)} % of a tile differ; see ${name}.found.png`);
}

/**
 * @param {Page} page any page; it decodes the pictures
 * @param {Buffer} found
 * @param {Buffer} expected
 * @returns {Promise<number>} the share of pixels that differ, in the worst tile
 */
export function difference(page, found, expected) {
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
