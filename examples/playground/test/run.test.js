/** Runs in Chromium: the page shows what the commands print. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';

import { pairs } from '../site/page/graph.js';
import { ROOT, calls, command, inspect, open, runText, verdict } from './playground.js';

const { page, close } = await open();
after(close);

const BAD = `${ROOT}tests/vectors/bad/`;
const LARGE = `${ROOT}data/users-100000.csv`;

test('the page says what the binary is', async () => {
  const { bytes, components } = inspect();
  assert.match(String(await page.textContent('#summary')), new RegExp(`${Number((bytes / 1e6).toPrecision(3))} MB, \\d components in Rust, Go, Python`));
  const parts = components.filter((part) => part.has_code).map(({ name }) => name);
  assert.deepEqual((await page.locator('#parts tbody th').allTextContents()).toSorted(), parts.toSorted());
});

test('the graph has the edges that the inspector finds', async () => {
  const drawn = await page.locator('#graph [data-edge]').evaluateAll((lines) => lines.map((line) => line.getAttribute('data-edge')));
  const expected = pairs(inspect()).map(({ from, to }) => `${from} ${to}`);
  assert.deepEqual(drawn.toSorted(), expected.toSorted());
});

test('the sample runs: counts and files are the command’s', async () => {
  const out = mkdtempSync(join(tmpdir(), 'playground-'));
  const { stdout } = command(['run', 'users.csv', '--out', out], `${ROOT}samples`);
  await page.click('#sample');
  const said = await verdict(page);
  assert.equal(said, '50 read: 31 accepted, 19 rejected (38%)');
  assert.match(stdout, /^50 read, 31 accepted, 19 rejected/);
  const names = readdirSync(out);
  assert.deepEqual((await page.locator('#files a').allTextContents()).toSorted(), names.toSorted());
  for (const name of names) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(`#files a:text-is("${name}")`)]);
    assert.deepEqual(readFileSync(await download.path()), readFileSync(join(out, name)), name);
  }
  rmSync(out, { recursive: true });
});

test('the calls of the sample are counted', async () => {
  assert.deepEqual(await calls(page), {
    'host driver my:pipeline/job@2.0.0#[static]job.open': 1,
    'host driver my:pipeline/job@2.0.0#[method]job.begin': 1,
    'host driver my:pipeline/job@2.0.0#[method]job.feed': 1,
    'host driver my:pipeline/job@2.0.0#[method]job.finish': 1,
    'driver service my:user-service/user-service@2.0.0#process': 1,
    'driver service my:user-service/user-service@2.0.0#summary': 1,
    'driver validator my:user-validator/validator@2.0.0#describe': 5,
      'driver config my:config/config@2.0.0#parse': 1,
      'driver config my:config/config@2.0.0#template': 1,
      'driver reporter my:reporting/reporter@2.0.0#render': 4,
      'service store my:storage/kv@2.0.0#open-store': 1,
      'service store my:storage/kv@2.0.0#[method]kv-store.put-new': 1,
    'service validator my:user-validator/validator@2.0.0#describe': 5,
    'service validator my:user-validator/validator@2.0.0#validate-batch': 1,
  });
});

test('the records are listed, by error and by text', async () => {
  const rows = page.locator('#records tbody tr');
  assert.equal(await rows.count(), 19);
  assert.match(String(await rows.first().textContent()), /^9line 10,nobody@example\.org,40name: Name cannot be empty$/);
  await page.getByLabel('Error').selectOption('email: Duplicate email, first seen in record …');
  assert.equal(await rows.count(), 2);
  await page.getByLabel('Search').fill('tariq');
  assert.equal(await rows.count(), 1);
  await page.getByLabel('Search').fill('');
  await page.getByLabel('Accepted').check();
  assert.equal(await rows.count(), 31);
  await page.getByLabel('Rejected').check();
  await page.getByLabel('Error').selectOption('');
});

test('rules can be edited: errors are shown with their line, and a run follows the rules', async () => {
  await page.click('summary:text("Edit the rules")');
  const field = page.getByLabel('Rules of the next run');
  const said = page.locator('#rules-verdict');
  const defaults = command(['rules']).stdout;
  assert.match(defaults, /min-age/);
  assert.equal(await field.inputValue(), defaults);

  await field.fill('# Adults\nmin-age = 18\nmin-aeg = 3\n');
  await page.locator('#rules-verdict.bad').waitFor();
  const [message, line] = String(await said.textContent()).split('\n');
  assert.match(String(message), /^Line 3, column 1: .*`min-aeg`.*`min-age`/);
  assert.equal(line, 'min-aeg = 3');
  assert.ok(await page.locator('#again').isDisabled());
  await page.click('#sample');
  assert.equal(await verdict(page), 'The run failed. Nothing of it was kept.');
  assert.equal(await page.textContent('#failure'), `rules:3:1: ${String(message).replace('Line 3, column 1: ', '')}`);

  await field.fill('min-age = 30\n');
  await page.getByText('These rules can be run.').waitFor();
  assert.ok(await page.locator('#again').isEnabled());
  await page.click('#again');
  const found = await verdict(page);
  const out = mkdtempSync(join(tmpdir(), 'playground-'));
  writeFileSync(join(out, 'adults'), await field.inputValue());
  const { stdout } = command(['run', 'users.csv', '--rules', join(out, 'adults'), '--out', join(out, 'out')], `${ROOT}samples`);
  rmSync(out, { recursive: true });
  const figures = (/** @type {string} */ text) => text.match(/\d+/g)?.slice(0, 3);
  assert.deepEqual(figures(found), figures(stdout));
  assert.notDeepEqual(figures(found), ['50', '31', '19']);
  assert.equal((await calls(page))['driver config my:config/config@2.0.0#settings'], 1);

  await page.click('#rules-reset');
  await page.getByText('These are the defaults.').waitFor();
  await page.click('#again');
  assert.equal(await verdict(page), '50 read: 31 accepted, 19 rejected (38%)');
});

test('users and rejects are written as CSV, like the command’s', async () => {
  const out = mkdtempSync(join(tmpdir(), 'playground-'));
  command(['run', 'users.csv', '--output', 'csv', '--out', out], `${ROOT}samples`);
  await page.click('#csv');
  for (const name of ['users.csv', 'rejects.csv']) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(`#files a:text-is("${name}")`)]);
    assert.deepEqual(readFileSync(await download.path()), readFileSync(join(out, name)), name);
  }
  rmSync(out, { recursive: true });
});

test('the number of rejected records leads to them', async () => {
  await page.getByLabel('Accepted').check();
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.click('#rejected');
  assert.equal(await page.locator('#records tbody tr').count(), 19);
  assert.equal(await page.textContent('#shown'), '19 of 19 shown.');
  assert.ok(await page.locator('#records-title').evaluate((title) => Math.abs(title.getBoundingClientRect().top) < innerHeight / 2));
});

test('an input is read as the options say, and the page says how it was read', async () => {
  await page.click('summary:text("Say how to read and write it")');
  await page.getByLabel('Columns', { exact: true }).fill('name=who,email=mail,age=years');
  assert.equal(await runText(page, 'who;mail;years;x\nAnn;a@b.c;30;1\n', 'b.csv'), '1 read: 1 accepted, 0 rejected (0%)');
  assert.match(String(await page.textContent('#chosen')), /^b\.csv, 32 B$/);
  assert.match(String(await page.textContent('#readings')), /^b\.csv: read as semicolons.*columns left out: `x`/);
  await page.getByLabel('Columns', { exact: true }).fill('');
  await page.click('#sample');
  await verdict(page);
});

test('a sheet is read by its name', async () => {
  await page.getByLabel('Sheet', { exact: true }).fill('Old users');
  await page.locator('#file').setInputFiles(`${ROOT}tests/vectors/good/workbook-sheet-named.xlsx`);
  assert.equal(await verdict(page), '1 read: 1 accepted, 0 rejected (0%)');
  assert.match(String(await page.textContent('#readings')), /read as sheet `Old users`/);
  await page.getByLabel('Sheet', { exact: true }).fill('');
});

test('columns are kept and guarded, like the command’s', async () => {
  const out = mkdtempSync(join(tmpdir(), 'playground-'));
  const text = 'name,email,age,note\nAnn,a@b.c,30,=1+1\n,b@b.c,30,-2\n';
  writeFileSync(join(out, 'a.csv'), text);
  command(['run', 'a.csv', '--keep-columns', '--out', 'lines'], out);
  command(['run', 'a.csv', '--keep-columns', '--formula-guard', '--output', 'csv', '--out', 'csv'], out);
  await page.getByLabel('Keep the other columns').check();
  await page.getByLabel('Guard CSV against formulas').check();
  assert.equal(await runText(page, text, 'a.csv'), '2 read: 1 accepted, 1 rejected (50%)');
  await page.click('#csv');
  for (const name of ['lines/users.ndjson', 'lines/report.html', 'csv/users.csv', 'csv/rejects.csv']) {
    const link = `#files a:text-is("${basename(name)}")`;
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(link)]);
    assert.deepEqual(readFileSync(await download.path()), readFileSync(join(out, name)), name);
  }
  rmSync(out, { recursive: true });
  await page.getByLabel('Keep the other columns').uncheck();
  await page.getByLabel('Guard CSV against formulas').uncheck();
  await page.click('#sample');
  await verdict(page);
});

test('the report is shown, and cannot run anything', async () => {
  assert.equal(await page.frameLocator('#report').locator('h1').textContent(), '31 of 50 records accepted');
  // Without `allow-scripts` none runs, whatever else is allowed.
  assert.equal(await page.locator('#report').getAttribute('sandbox'), 'allow-same-origin');
});

test('what comes from a file is text', async () => {
  const text = 'name,email,age\n<img src=x onerror=alert(1)>,a@b.c,30\n<b>,<i>,1\n';
  assert.equal(await runText(page, text, '<u>.csv'), '2 read: 1 accepted, 1 rejected (50%)');
  assert.equal(await page.locator('#records :is(b, i, u, img):not(li > b)').count(), 0);
  assert.match(String(await page.locator('#records tbody').textContent()), /<b>,<i>,1/);
});

test('an invisible character in a name of a file is shown', async () => {
  await page.evaluate(() => {
    const said = /** @type {string[]} */ ([]);
    const status = /** @type {HTMLElement} */ (document.querySelector('#status'));
    new MutationObserver(() => said.push(status.textContent)).observe(status, { childList: true });
    Object.assign(window, { said });
  });
  await runText(page, 'name,email,age\nAnn,a@b.c,30\n', 'a\u202evsc.csv');
  const said = await page.evaluate(() => /** @type {any} */ (window).said.join('\n'));
  assert.match(said, /^Running a\\u\{202e\}vsc\.csv…$/m);
  assert.doesNotMatch(said, /\u202e/);
});

for (const name of ['csv-duplicate-column.csv', 'csv-missing-column.csv', 'gzip-cut.gz', 'json-cut-in-object.json']) {
  test(`an input that can’t be read fails the run, in the command’s words: ${name}`, async () => {
    const input = readFileSync(`${BAD}${name}`);
    const [code, message] = readFileSync(`${BAD}${name.replace(/\.\w+$/, '.expected')}`, 'utf8').split('\n');
    assert.equal(code, '2');
    assert.equal(await runText(page, input, name), 'The run failed. Nothing of it was kept.');
    assert.equal(`error: ${await page.textContent('#failure')}`, message);
    assert.ok(await page.locator('#failure').isVisible());
    assert.equal(await page.locator('#files a:visible').count(), 0);
    assert.equal(await runText(page, 'name,email,age\nAnn,a@b.c,30\n'), '1 read: 1 accepted, 0 rejected (0%)');
    assert.ok(await page.locator('#failure').isHidden());
  });
}

test('text can be typed, pasted and dropped', async () => {
  await page.click('summary:text("Type or paste")');
  await page.getByLabel('Records to run').fill('{"name":"Ann","email":"a@b.c","age":3}');
  await page.click('button:text("Run the text")');
  assert.equal(await verdict(page), '1 read: 0 accepted, 1 rejected (100%)');
  for (const [event, key] of [['paste', 'clipboardData'], ['drop', 'dataTransfer']]) {
    await page.evaluate(
      ([type = '', key = '']) => {
        const data = new DataTransfer();
        data.items.add(new File(['name,email,age\nAnn,a@b.c,30\nBob,b@b.c,30\n'], 'a.csv'));
        const event = new Event(type, { bubbles: true, cancelable: true });
        document.body.dispatchEvent(Object.assign(event, { [key]: data }));
      },
      [event ?? '', key ?? ''],
    );
    await page.locator('#status', { hasText: '2 read: 2 accepted' }).waitFor();
    await runText(page, 'name,email,age\n');
  }
});

test('the page draws the progress of a run of 100,000 records', async (t) => {
  // How long a pause may be depends on what else the machine does; that frames are drawn between the run's messages doesn't.
  await page.evaluate(() => {
    const watch = { longest: 0, last: performance.now(), drawn: /** @type {number[]} */ ([]) };
    const progress = /** @type {HTMLProgressElement} */ (document.getElementById('progress'));
    Object.assign(window, { watch });
    const look = () => {
      const now = performance.now();
      watch.longest = Math.max(watch.longest, now - watch.last);
      watch.last = now;
      if (progress.value > 0 && progress.value < 1 && progress.value !== watch.drawn.at(-1)) watch.drawn.push(progress.value);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.click('#large');
  const said = await verdict(page);
  const [, read, accepted, rejected] = /** @type {string[]} */ (said.match(/^(\S+) read: (\S+) accepted, (\S+) rejected/));
  const out = mkdtempSync(join(tmpdir(), 'playground-'));
  const { stdout } = command(['run', LARGE, '--out', out]);
  rmSync(out, { recursive: true });
  const plain = [read, accepted, rejected].map((figure) => figure?.replaceAll(',', ''));
  assert.ok(stdout.startsWith(`${plain[0]} read, ${plain[1]} accepted, ${plain[2]} rejected`), `${said} / ${stdout}`);
  // Every block is one call, and the validator is called for each.
  const counted = await calls(page);
  const blocks = Math.ceil(readFileSync(LARGE).length / (1 << 18));
  assert.equal(counted['driver service my:user-service/user-service@2.0.0#process'], blocks);
  assert.equal(counted['service validator my:user-validator/validator@2.0.0#validate-batch'], blocks);
  const { longest, drawn } = await page.evaluate(() => /** @type {any} */ (window).watch);
  t.diagnostic(`${drawn.length} states of the progress were drawn, the longest pause between two frames was ${Math.round(longest)} ms`);
  assert.ok(drawn.length > 0);
});
