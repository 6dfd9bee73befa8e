/** The report in a browser: it runs and fetches nothing, and its tables can be sorted, also by keyboard. */

import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

import { barriers, tooWide } from './access.js';
import { BLOCKS, looksAsItDid } from './pictures.js';
import { ROOT, command } from './playground.js';

const folder = mkdtempSync(join(tmpdir(), 'report-'));
const browser = await chromium.launch({ executablePath: String(process.env['CHROMIUM']) });
/** @type {string[]} unexpected events */
const problems = [];
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
  assert.deepEqual(problems, []);
});

const RULES = 'min-age = 18\nallowed-domains = example.com, example.org, example.net, *.example\n';

/**
 * The report of the sample and a second input, with a rules file.
 * @param {import('playwright-core').BrowserContextOptions} [options]
 */
async function open(options) {
  writeFileSync(join(folder, 'rules.conf'), RULES);
  writeFileSync(join(folder, 'second & last.ndjson'), '{"name":"A","email":"a","age":3}\n{"name":"Ann"}\n');
  copyFileSync(`${ROOT}samples/users.csv`, join(folder, 'users.csv'));
  const inputs = ['users.csv', 'second & last.ndjson'];
  const { status, stderr } = command(['run', ...inputs, '--rules', 'rules.conf', '--out', 'out', '--quiet'], folder);
  assert.equal(status, 1, stderr);
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, bypassCSP: false, ...options });
  context.on('console', (message) => problems.push(`${message.type()}: ${message.text()}`));
  context.on('request', (request) => {
    if (!request.url().startsWith('data:') && !request.isNavigationRequest()) problems.push(`request: ${request.url()}`);
  });
  const page = await context.newPage();
  await page.goto(pathToFileURL(join(folder, 'out', 'report.html')).href);
  return page;
}

/**
 * The rows of a section's table as displayed, from top to bottom.
 * @param {import('playwright-core').Page} page
 * @param {string} section
 */
function rows(page, section) {
  return page.locator(`section[aria-labelledby="${section}"] tbody tr`).evaluateAll((all) =>
    all
      .toSorted((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
      .map((row) => [...row.children].map((cell) => cell.textContent ?? '')),
  );
}

test('tables sort by a click, and by keyboard', async () => {
  const page = await open();
  const domains = () => rows(page, 'domains').then((found) => found.map(([name]) => name));
  const byNumber = await domains();
  const section = page.getByRole('region', { name: 'Top e-mail domains' });
  await section.locator('label', { hasText: 'Domain' }).click();
  assert.deepEqual(await domains(), byNumber.toSorted());
  assert.notDeepEqual(await domains(), byNumber);

  const users = section.getByRole('radio', { name: 'Sort by Users' });
  await page.keyboard.press('ArrowRight');
  assert.ok(await users.isChecked());
  assert.deepEqual(await domains(), byNumber);

  // By keyboard only: the errors are the first table, and its selected heading is the first stop.
  await page.reload();
  await page.keyboard.press('Tab');
  const outline = () => page.evaluate(() => getComputedStyle(/** @type {Element} */ (document.activeElement?.parentElement)).outlineStyle);
  assert.equal(await outline(), 'solid');
  await page.keyboard.press('ArrowLeft');
  const errors = await rows(page, 'errors');
  const fields = errors.map(([name]) => /(age|email|name|record) · /.exec(name ?? '')?.[1]);
  assert.deepEqual(fields, fields.toSorted());
  assert.ok(new Set(fields).size > 2, String(fields));
  await page.context().close();
});

test('a sortable table is still a table for screen readers', async () => {
  const page = await open();
  const table = page.getByRole('table', { name: 'Accepted users by domain' });
  assert.equal(await table.getByRole('columnheader').count(), 3);
  assert.equal(await table.getByRole('rowheader').count(), (await rows(page, 'domains')).length);
  await page.context().close();
});

test('examples and settings are those of the run', async () => {
  const page = await open();
  const { examples, settings } = JSON.parse(readFileSync(join(folder, 'out', 'summary.json'), 'utf8'));
  const worst = examples.toSorted((/** @type {any} */ a, /** @type {any} */ b) => b.problems.length - a.problems.length);
  const found = await rows(page, 'worst');
  assert.deepEqual(
    found.map(([record, line]) => [Number(record), Number(line)]),
    worst.slice(0, 10).map((/** @type {any} */ { record, line }) => [record, line]),
  );
  const set = (await rows(page, 'settings')).filter(([, , from]) => from === 'set').map(([key, value]) => `${key} = ${value}\n`);
  assert.equal(set.join(''), RULES);
  assert.equal(settings.length, (await rows(page, 'settings')).length);
  await page.context().close();
});

test('without the sorting style, tables keep their order', async () => {
  const page = await open();
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('radio').count(), 0);
  const head = page.locator('section[aria-labelledby="errors"] thead');
  assert.equal(await head.evaluate((one) => getComputedStyle(one).display), 'table-header-group');
  await page.context().close();
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  for (const width of [1100, 320]) {
    test(`axe finds no barrier, and nothing is too wide: ${colorScheme}, ${width} px`, async () => {
      // axe is a script, which the report's policy forbids.
      const page = await open({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
      assert.deepEqual(await barriers(page), []);
      assert.deepEqual(await tooWide(page), []);
      await page.context().close();
    });
  }
}

test('on a phone it is half as high as it was', async () => {
  const page = await open({ viewport: { width: 320, height: 900 } });
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  assert.ok(height <= 6645 / 2, `${height} px`);
  await page.context().close();
});

const VIEWS = /** @type {const} */ ([
  { name: 'report', width: 1100, colorScheme: 'light', media: 'screen' },
  { name: 'report-dark', width: 1100, colorScheme: 'dark', media: 'screen' },
  { name: 'report-phone', width: 320, colorScheme: 'light', media: 'screen' },
  { name: 'report-print', width: 700, colorScheme: 'dark', media: 'print' },
]);

for (const { name, width, colorScheme, media } of VIEWS) {
  test(`it looks as it did: ${name}`, async () => {
    const page = await open({ viewport: { width, height: 900 }, bypassCSP: true });
    await page.emulateMedia({ colorScheme, media });
    await page.addStyleTag({ content: BLOCKS });
    await page.evaluate(() => document.fonts.load('1rem blocks'));
    await looksAsItDid(page, name, await page.screenshot({ fullPage: true }));
    await page.context().close();
  });
}

test('no script can run in it', async () => {
  const page = await open();
  const html = readFileSync(join(folder, 'out', 'report.html'), 'utf8');
  assert.doesNotMatch(html, /<script|\son\w+=/i);
  // Even if one were inserted.
  writeFileSync(join(folder, 'out', 'report.html'), html.replace('<body>', '<body><script>document.title = "ran"</script>'));
  await page.reload();
  assert.notEqual(await page.title(), 'ran');
  assert.equal(problems.length, 1);
  assert.match(String(problems.pop()), /Content Security Policy/);
  await page.context().close();
});
