/** What the tests share: the playground in Chromium, and the commands' output for the same input. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { serve } from '../serve.js';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const FOLDER = `${ROOT}build/playground`;
export const PIPELINE = `${ROOT}bin/pipeline`;
/** @type {import('../site/protocol.js').Build} */
export const BUILD = JSON.parse(readFileSync(`${FOLDER}/build.json`, 'utf8'));

/** Long, because it only has to distinguish slow from stuck. */
const PATIENCE = 60_000;

/** @returns {import('../site/protocol.js').Graph} the inspector's current output, to compare with that of the build */
export function inspect() {
  const { stdout } = command(['inspect', `${ROOT}build/pipeline.wasm`, '--format', 'json']);
  return JSON.parse(stdout);
}

/** @param {string[]} args @param {string} [folder] */
export function command(args, folder = ROOT) {
  return spawnSync(PIPELINE, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
}

/**
 * Opens the playground with its own server and browser.
 * @param {import('playwright-core').BrowserContextOptions} [options]
 */
export async function open(options = {}) {
  // In a subfolder of a server, because it may be installed in one.
  const server = await serve(`${ROOT}build`, 0);
  const browser = await chromium.launch({ executablePath: String(process.env['CHROMIUM']) });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(PATIENCE);
  /** @type {string[]} unexpected events */
  const problems = [];
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`${message.type()}: ${message.text()}`);
  });
  context.on('weberror', (error) => problems.push(String(error.error())));
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== new URL(server.url).origin && protocol !== 'blob:') problems.push(`request: ${request.url()}`);
  });
  const page = await context.newPage();
  await page.goto(`${server.url}playground/`);
  await page.getByText('Ready.', { exact: true }).waitFor();
  const close = async () => {
    await browser.close();
    server.close();
    assert.deepEqual(problems, []);
  };
  return { page, context, server, problems, close };
}

/** @typedef {import('playwright-core').Page} Page */

/**
 * Waits for the end of a run and returns the page's message without the duration.
 * @param {Page} page
 */
export async function verdict(page) {
  const status = page.locator('#status', { hasText: /read:|failed|could not/ });
  await status.waitFor();
  return String(await status.textContent()).replace(/, in [\d.]+ m?s\.$/, '');
}

/** @param {Page} page @param {string | Buffer} text @param {string} [name] */
export async function runText(page, text, name = 'a.csv') {
  await page.locator('#file').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  return verdict(page);
}

/** The `#calls` table. @param {Page} page @returns {Promise<Record<string, number>>} number of calls, by function */
export function calls(page) {
  return page.evaluate(() => {
    const rows = [...document.querySelectorAll('#calls tbody tr')];
    return Object.fromEntries(
      rows.map((row) => [row.getAttribute('data-call'), Number(row.children[1]?.textContent?.replaceAll(',', ''))]),
    );
  });
}
