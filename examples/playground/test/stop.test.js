/** A run can be cancelled, and the page works without its server. */

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { ROOT, open, verdict } from './playground.js';

const { page, context, server, problems, close } = await open();
after(close);

const SAMPLE = '50 read: 31 accepted, 19 rejected (38%)';
const run = async () => {
  await page.click('#sample');
  return verdict(page);
};

test('a cancelled run leaves no trace, and the next one completes', async () => {
  // Clicked by the page itself once calls are shown: on a busy machine a run can end before a click of the test arrives.
  await page.evaluate(() => {
    const calls = /** @type {HTMLElement} */ (document.querySelector('#calls tbody'));
    const cancel = /** @type {HTMLButtonElement} */ (document.querySelector('#cancel'));
    new MutationObserver((_, observer) => {
      observer.disconnect();
      cancel.click();
    }).observe(calls, { childList: true });
  });
  await page.locator('#file').setInputFiles(Array.from({ length: 8 }, () => `${ROOT}data/users-100000.csv`));
  await page.locator('#status', { hasText: 'Cancelled' }).waitFor();
  assert.equal(await page.textContent('#status'), 'Cancelled. Nothing of the run was kept.');
  assert.ok(await page.getByRole('button', { name: 'Cancel' }).isDisabled());
  // If the worker were still running, it would send a message within this time.
  await page.waitForTimeout(500);
  assert.equal(await page.textContent('#read'), '0');
  assert.equal(await page.locator('#calls tbody tr, #records tbody tr, #files a:visible').count(), 0);
  assert.equal(await run(), SAMPLE);
});

test('an input ends the previous run', async () => {
  await page.click('#large');
  assert.equal(await run(), SAMPLE);
  await page.waitForTimeout(500);
  assert.equal(await page.textContent('#read'), '50');
});

test('once loaded, it runs without a network', async () => {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await context.setOffline(true);
  assert.equal(await run(), SAMPLE);
  await context.setOffline(false);
});

test('it loads and runs again after its server has gone', async () => {
  server.close();
  await page.reload();
  await page.getByText('Ready.', { exact: true }).waitFor();
  assert.equal(await run(), SAMPLE);
  // The browser logs each attempt to reach the server.
  const others = problems.filter((problem) => !/ERR_(CONNECTION_REFUSED|INTERNET_DISCONNECTED)/.test(problem));
  problems.splice(0, Infinity, ...others);
});
