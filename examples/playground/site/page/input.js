/** Sources of records: chosen, dropped or pasted files, text, and the samples. */

import { get } from './component.js';
import { byId } from './dom.js';

const SAMPLES = { sample: 'samples/users.csv', large: 'samples/users-100000.csv' };

/** @typedef {(inputs: File[] | Promise<File[]>) => void} Take */

/** @param {Take} take is called with the input to run */
export function listen(take) {
  for (const [id, path] of Object.entries(SAMPLES)) {
    byId(id, HTMLButtonElement).addEventListener('click', () => take(sample(path)));
  }
  const chooser = byId('file', HTMLInputElement);
  chooser.addEventListener('change', () => {
    takeFiles(take, chooser.files);
    chooser.value = ''; // the same file may be chosen again
  });
  byId('typed', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    take([typed(byId('text', HTMLTextAreaElement).value)]);
  });
  document.addEventListener('paste', (event) => {
    const { target, clipboardData } = event;
    if (takeFiles(take, clipboardData?.files)) return event.preventDefault();
    const text = clipboardData?.getData('text') ?? '';
    if (!text || target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement) return;
    byId('text', HTMLTextAreaElement).value = text;
    byId('typing', HTMLDetailsElement).open = true;
    take([typed(text)]);
  });
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    document.body.classList.add('dropping');
  });
  document.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!relatedTarget) document.body.classList.remove('dropping');
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    document.body.classList.remove('dropping');
    takeFiles(take, event.dataTransfer?.files);
  });
}

/** @param {Take} take @param {FileList | null | undefined} files */
function takeFiles(take, files) {
  if (!files?.length) return false;
  take([...files]);
  return true;
}

/** Without an extension, so the format is detected from the content. */
const typed = (/** @type {string} */ text) => new File([text], 'text');

/** @param {string} path */
async function sample(path) {
  return [new File([await (await get(path)).blob()], path.slice(path.lastIndexOf('/') + 1))];
}
