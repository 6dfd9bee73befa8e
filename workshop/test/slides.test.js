/**
 * The slides in Chromium: each fits, axe finds no barrier, figures are those of the bench and the build, keys and print work.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SLIDES = new URL('../slides.html', import.meta.url).href;
const BENCH = JSON.parse(readFileSync(new URL('../../bench/results/bench.json', import.meta.url), 'utf8'));
const SIZE = { width: 1280, height: 720 };

const browser = await chromium.launch({ executablePath: String(process.env['CHROMIUM']) });
const page = await browser.newPage({ viewport: SIZE });
/** @type {string[]} console messages, errors and requests that should not have happened */
const problems = [];
page.on('console', (message) => problems.push(`${message.type()}: ${message.text()}`));
page.on('pageerror', (error) => problems.push(String(error)));
page.on('request', (request) => {
  if (!request.url().startsWith(SLIDES) && !request.url().startsWith('data:')) problems.push(`request: ${request.url()}`);
});
await page.goto(SLIDES);
const count = await page.locator('section').count();
after(async () => {
  await browser.close();
  assert.deepEqual(problems, []);
});

/** The elements of the current slide that lie outside of it or are cut. */
const tooLarge = () =>
  page.evaluate(({ width, height }) => {
    const all = [...document.querySelectorAll('section.now, section.now *')];
    const outside = all.filter((one) => {
      const { left, top, right, bottom } = one.getBoundingClientRect();
      return left < -1 || top < -1 || right > width + 1 || bottom > height + 1 || one.scrollWidth > one.clientWidth + 1;
    });
    // The contents of an SVG have no scroll size; a line of text has one that is 0.
    const cut = outside.filter((one) => one.clientWidth > 0 || one.getBoundingClientRect().right > width + 1);
    const texts = [...document.querySelectorAll('section.now > *')];
    const below = texts.filter((one) => one.getBoundingClientRect().bottom > height - 40);
    return [...cut, ...below].map((one) => `${one.tagName} ${one.textContent?.slice(0, 40)}`);
  }, SIZE);

const where = () => page.locator('#where').textContent();

test('there is a picture of each thing, and each has a description', async () => {
  assert.ok(count >= 12, `found ${count} slides`);
  const pictures = await page.locator('section svg').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  assert.ok(pictures.length >= 7 && pictures.every((label) => (label ?? '').length > 40), pictures.join('\n'));
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`every slide fits 1280 × 720, and axe finds no barrier: ${colorScheme}`, async () => {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(AXE);
    for (let slide = 1; slide <= count; slide += 1) {
      await page.evaluate((hash) => (location.hash = hash), `#${slide}`);
      await page.locator('#where', { hasText: `${slide} / ${count}` }).waitFor();
      assert.deepEqual(await tooLarge(), [], `slide ${slide}`);
      const found = await page.evaluate(async (tags) => {
        const { axe } = /** @type {any} */ (window);
        const { violations } = await axe.run(document, { runOnly: tags, rules: { 'page-has-heading-one': { enabled: false } } });
        return violations.flatMap((/** @type {any} */ { id, nodes }) => nodes.map((/** @type {any} */ node) => `${id}: ${node.target}: ${node.failureSummary}`));
      }, TAGS);
      assert.deepEqual(found, [], `slide ${slide}`);
    }
  });
}

test('keys and buttons go on and back', async () => {
  for (const [key, expected] of /** @type {const} */ ([['Home', 1], ['ArrowLeft', 1], ['ArrowRight', 2], [' ', 3], ['PageUp', 2], ['End', count], ['ArrowRight', count]])) {
    await page.keyboard.press(key);
    assert.equal(await where(), `${expected} / ${count}`, key);
  }
  await page.getByRole('button', { name: 'Back' }).click();
  assert.equal(await where(), `${count - 1} / ${count}`);
  await page.reload();
  assert.equal(await where(), `${count - 1} / ${count}`, 'the address has the slide');
});

test('a small window shows the whole slide', async () => {
  await page.setViewportSize({ width: 640, height: 700 });
  // The page resizes in an event handler, which may run after the viewport has changed.
  await page.waitForFunction(() => document.documentElement.style.getPropertyValue('--scale') === '0.5');
  const box = await page.locator('section.now').boundingBox();
  await page.setViewportSize(SIZE);
  assert.ok(box && Math.abs(box.width - 640) < 1 && box.x > -1, JSON.stringify(box));
});

test('figures and bars are those of the last bench', async () => {
  const seconds = (/** @type {string} */ key) => BENCH.volume[key].wall_s.median;
  const shown = await page.evaluate(() =>
    [...document.querySelectorAll('[data-volume], [data-ns], [data-startup]')].map((one) => ({
      volume: one.getAttribute('data-volume'),
      call: one.getAttribute('data-ns'),
      start: one.getAttribute('data-startup'),
      text: one.textContent?.trim() ?? '',
      width: one.tagName === 'rect' ? Number(one.getAttribute('width')) : undefined,
    })),
  );
  assert.ok(shown.length >= 20, `found ${shown.length} figures`);
  for (const { volume, call, start, text, width } of shown) {
    if (start) assert.equal(text, (BENCH.startup[start].wall_s.median * 1000).toFixed(0), start);
    else if (call) assert.equal(text, Math.round(BENCH.calls[call].nanoseconds.median).toLocaleString('en'), call);
    else if (width === undefined) assert.equal(text, seconds(String(volume)).toFixed(2), String(volume));
    else assert.ok(Math.abs(width / 140 / seconds(String(volume)) - 1) < 0.02, `${volume}: ${width} for ${seconds(String(volume))} s`);
  }
});

/** @param {string} path */
const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url));

test('sizes are those of the build', async () => {
  const sizes = new Map(
    ['pipeline', 'reporter', 'config', 'driver', 'service', 'store', 'validator', 'workbook'].map((name) => [name, read(`build/${name}.wasm`).length]),
  );
  const others = [...sizes].filter(([name]) => name !== 'pipeline' && name !== 'reporter').reduce((sum, [, size]) => sum + size, 0);
  const shown = page.locator('[data-size]');
  assert.equal(await shown.count(), 3);
  for (const one of await shown.all()) {
    const name = await one.getAttribute('data-size');
    const size = name === 'others' ? others : sizes.get(String(name));
    assert.equal(await one.textContent(), (Number(size) / 1e6).toFixed(1), String(name));
  }
});

test('the calls and their bytes are those of a trace', async () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const user = ['create', '--trace', '--name', 'Ann', '--email', 'ann@example.com', '--age', '30'];
  const { stdout, stderr } = spawnSync('bin/pipeline', user, { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  const calls = [...(stdout + stderr).matchAll(/(\S+) {2,}(\d+) B in, (\d+) B out/g)];
  assert.equal(calls.length, 4, stdout + stderr);
  const shown = page.locator('[data-call]');
  assert.equal(await shown.count(), 6);
  for (const one of await shown.all()) {
    const [name, way] = [await one.getAttribute('data-call'), await one.getAttribute('data-way')];
    const call = calls.find(([, found]) => found === name);
    assert.equal(await one.textContent(), call?.[way === 'in' ? 2 : 3], `${name} ${way}`);
  }
});

test('quotes from a file match the file', async () => {
  const quotes = page.locator('[data-file]');
  assert.ok((await quotes.count()) > 0);
  for (const one of await quotes.all()) {
    const file = String(await one.getAttribute('data-file'));
    assert.ok(read(file).includes(String(await one.textContent())), file);
  }
});

test('figures of the streams are those of their page', async () => {
  // The example can be deleted, and the slides with it.
  const path = 'examples/streams/README.md';
  const shown = page.locator('[data-stream]');
  if (!existsSync(new URL(`../../${path}`, import.meta.url))) return assert.equal(await shown.count(), 0);
  assert.equal(await shown.count(), 12);
  const rows = read(path).toString().split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split('|').map((cell) => cell.trim()));
  const head = rows.find((cells) => cells.includes('peak MB')) ?? [];
  for (const one of await shown.all()) {
    const [job, column] = [await one.getAttribute('data-stream'), String(await one.getAttribute('data-column'))];
    const cells = rows.find(([, name]) => name === job) ?? [];
    assert.ok(head.includes(column) && cells.length > 0, `${path} has no row ${job}, or no column ${column}`);
    assert.equal(await one.textContent(), cells[head.indexOf(column)], `${job}: ${column}`);
  }
});

test('prints one slide per page', async () => {
  const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
  assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, count);
});
