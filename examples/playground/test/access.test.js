/** The page is accessible: axe finds nothing; by keyboard only, on a phone, in dark mode, without motion. */

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { barriers, tooWide } from './access.js';
import { open, runText, verdict } from './playground.js';

const { page, close } = await open();
after(close);

const STATES = /** @type {Record<string, () => Promise<unknown>>} */ ({
  'after a run': async () => {
    await page.click('#sample');
    await verdict(page);
  },
  'after a failure': () => runText(page, '[{', 'a.json'),
  'of accepted records': async () => {
    await runText(page, 'name,email,age\nAnn,a@b.c,30\n');
    await page.getByLabel('Accepted').check();
  },
  'with wrong rules': async () => {
    await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
    await page.getByLabel('Rules of the next run').fill('min-age = none\n');
    await page.locator('#rules-verdict.bad').waitFor();
  },
});

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  for (const width of [1280, 320]) {
    test(`axe finds no barrier, and nothing is too wide: ${scheme}, ${width} px`, async () => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 900 });
      await page.reload();
      await page.getByText('Ready.', { exact: true }).waitFor();
      assert.deepEqual(await barriers(page), [], 'as loaded');
      for (const [name, reach] of Object.entries(STATES)) {
        await reach();
        assert.deepEqual(await barriers(page), [], name);
        assert.deepEqual(await tooWide(page), [], name);
      }
    });
  }
}

test('everything can be reached and used by keyboard, and the focus is visible', async () => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.reload();
  await page.getByText('Ready.', { exact: true }).waitFor();
  const here = () =>
    page.evaluate(() => {
      const one = /** @type {HTMLElement} */ (document.activeElement);
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      const seen = one.tagName === 'IFRAME' || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2);
      return { name: one.id || one.getAttribute('name') || one.className || one.tagName.toLowerCase(), seen };
    });
  const tab = async () => {
    await page.keyboard.press('Tab');
    return here();
  };
  const until = async (/** @type {string} */ name) => {
    for (let step = 0; step < 30; step += 1) {
      const { name: found, seen } = await tab();
      assert.ok(seen, `no outline around ${found}`);
      if (found === name) return;
    }
    assert.fail(`cannot reach ${name}`);
  };

  await until('sample');
  await page.keyboard.press('Enter');
  assert.match(await verdict(page), /^50 read/);
  await until('large');
  await until('file');
  await until('summary');
  await page.keyboard.press('Space');
  await until('text');
  await page.keyboard.type('{"name":"Ann","email":"a@b.c","age":30}');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('#status', { hasText: '1 read: 1 accepted' }).waitFor();
  await until('summary');
  await until('summary');
  await page.keyboard.press('Space');
  await until('rules');
  await page.keyboard.press('End');
  await until('rules-reset');
  await until('again');
  await until('kind');
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.locator('#records tbody tr').count(), 1);
  await until('search');
  await page.keyboard.type('nobody');
  assert.equal(await page.locator('#records tbody tr').count(), 0);
  await until('scroll');
  for (const name of ['users.ndjson', 'report.md']) {
    assert.ok(await page.locator(`a[download="${name}"]`).evaluate((link) => /** @type {HTMLElement} */ (link).tabIndex === 0));
  }
  await until('csv');
  await until('summary');
  await page.keyboard.press('Space');
  await until('report');
});

for (const [width, was] of [[1280, 7359], [320, 10404]]) {
  test(`after a run, the page is at most half as high as it was: ${width} px`, async () => {
    await page.setViewportSize({ width: Number(width), height: 900 });
    await page.reload();
    await page.getByText('Ready.', { exact: true }).waitFor();
    assert.equal(await page.locator('#progress').evaluate((bar) => /** @type {HTMLProgressElement} */ (bar).value), 0);
    await page.click('#sample');
    await verdict(page);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    assert.ok(height <= Number(was) / 2, `${height} px`);
  });
}

test('nothing moves if the user prefers reduced motion', async () => {
  const moves = () => page.locator('#graph .moving').first().evaluate((line) => getComputedStyle(line).animationName);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await page.click('#sample');
  assert.equal(await moves(), 'flow');
  await verdict(page);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.click('#sample');
  assert.equal(await moves(), 'none');
});
