/** The output of a run: the files to download, and the report. */

import { byId, element } from './dom.js';
import { size } from './wording.js';

const REPORT = 'report.html';

/** @type {string[]} */
let addresses = [];

/** @param {{ name: string, content: Blob }} file */
export function addFile({ name, content }) {
  const href = URL.createObjectURL(content);
  addresses.push(href);
  byId('files', HTMLElement).append(element('li', {}, element('a', { href, download: name }, name), ` ${size(content.size)}`));
}

export function clearOutputs() {
  for (const address of addresses) URL.revokeObjectURL(address);
  addresses = [];
  byId('outputs', HTMLElement).hidden = true;
  byId('no-report', HTMLElement).hidden = false;
}

/** @param {{ name: string, content: Blob }[]} files */
export async function showOutputs(files) {
  clearOutputs();
  byId('files', HTMLElement).replaceChildren();
  for (const file of files) addFile(file);
  byId('outputs', HTMLElement).hidden = false;
  byId('no-report', HTMLElement).hidden = true;
  const frame = byId('report', HTMLIFrameElement);
  frame.onload = () => fit(frame);
  frame.srcdoc = (await files.find(({ name }) => name === REPORT)?.content.text()) ?? '';
}

/** A frame with its own scroll bar could not be scrolled by keyboard. */
function fit(/** @type {HTMLIFrameElement} */ frame) {
  const report = frame.contentDocument?.documentElement;
  if (!report) return;
  new ResizeObserver(() => {
    frame.style.height = `${report.offsetHeight}px`;
  }).observe(report);
}
