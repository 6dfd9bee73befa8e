/** The table of judged records, filtered by verdict, error and text, a hundred at a time. */

import { element } from './dom.js';
import { visible } from './visible.js';
import { count } from './wording.js';

/** @typedef {import('../protocol.js').User} User */
/** @typedef {import('../protocol.js').Reject} Reject */
/** @typedef {import('../protocol.js').Counts} Counts */

const PAGE = 100;
const HEADS = { rejected: ['Record', 'As it stood', 'Why'], accepted: ['Name', 'E-mail, age', 'Id'] };

/**
 * An error without the text that differs from record to record.
 * @param {Reject['errors'][number]} error
 */
export const sort = ({ field, message }) =>
  `${field}: ${message.replace(/`[^`]*`/g, '…').replace(/(found|record) \d+/g, '$1 …')}`;

export class RecordsView {
  /** @type {User[]} */
  #users = [];
  /** @type {Reject[]} */
  #rejects = [];
  /** @type {Counts | undefined} */
  #counts;
  #limit = PAGE;
  #table;
  #filter;
  #shown;
  #more;

  /** @param {{ table: HTMLTableElement, filter: HTMLFormElement, shown: HTMLElement, more: HTMLButtonElement }} places */
  constructor({ table, filter, shown, more }) {
    this.#table = table;
    this.#filter = filter;
    this.#shown = shown;
    this.#more = more;
    filter.addEventListener('input', () => {
      this.#limit = PAGE;
      this.#render();
    });
    filter.addEventListener('submit', (event) => event.preventDefault());
    more.addEventListener('click', () => {
      const last = this.#table.tBodies[0]?.lastElementChild;
      this.#limit += PAGE;
      this.#render();
      // Keyboard focus stays where it was.
      if (more.hidden && last) this.#shown.focus();
    });
    this.#render();
  }

  clear() {
    this.#users = [];
    this.#rejects = [];
    this.#counts = undefined;
    this.#limit = PAGE;
    this.#errors.replaceChildren(element('option', { value: '' }, 'any'));
    this.#render();
  }

  showRejected() {
    this.#filter.querySelector('input')?.click();
  }

  /** @param {{ users: User[], rejects: Reject[], counts: Counts }} news */
  add({ users, rejects, counts }) {
    this.#users.push(...users);
    this.#rejects.push(...rejects);
    this.#counts = counts;
    const known = new Set([...this.#errors.options].map(({ value }) => value));
    for (const name of new Set(rejects.flatMap(({ errors }) => errors.map(sort)))) {
      if (!known.has(name)) this.#errors.append(element('option', { value: name }, name));
    }
    this.#render();
  }

  get #errors() {
    return /** @type {HTMLSelectElement} */ (this.#filter.elements.namedItem('error'));
  }

  #render() {
    const form = new FormData(this.#filter);
    const kind = form.get('kind') === 'accepted' ? 'accepted' : 'rejected';
    const text = String(form.get('search')).toLowerCase();
    const error = this.#errors.value;
    this.#errors.disabled = kind === 'accepted';

    const kept = kind === 'accepted' ? this.#users : this.#rejects;
    const rows =
      kind === 'accepted'
        ? this.#users.filter((user) => holds(text, user.id, user.name, user.email, user.age)).map(userRow)
        : this.#rejects
            .filter(({ errors }) => !error || errors.some((found) => sort(found) === error))
            .filter(({ record, raw, errors }) => holds(text, record, raw, ...errors.map(({ message }) => message)))
            .map(rejectRow);
    const shown = rows.slice(0, this.#limit).map((row) => row());
    this.#table.dataset['kind'] = kind;
    this.#table.tHead?.replaceChildren(element('tr', { role: 'row' }, ...HEADS[kind].map((head) => element('th', { scope: 'col', role: 'columnheader' }, head))));
    this.#table.tBodies[0]?.replaceChildren(...shown);
    this.#more.hidden = rows.length <= shown.length;
    this.#shown.textContent = this.#counts ? this.#wording(shown.length, rows.length, kept.length, this.#counts[kind]) : 'No run yet.';
  }

  #wording(/** @type {number} */ shown, /** @type {number} */ matching, /** @type {number} */ kept, /** @type {number} */ all) {
    const found = `${count(shown)} of ${count(matching)} shown`;
    return kept < all ? `${found}, out of the first ${count(kept)} of ${count(all)}; the files below have them all.` : `${found}.`;
  }
}

/** @param {string} text @param {(string | number)[]} values */
const holds = (text, ...values) => values.some((value) => String(value).toLowerCase().includes(text));

/** @param {User} user */
const userRow = ({ id, name, email, age }) => () =>
  element('tr', { role: 'row' }, cell(visible(name)), cell(`${visible(email)}, ${age}`), cell(element('code', {}, id)));

/** With its role, because a phone doesn't display it as a table. @param {Node | string} content */
const cell = (content) => element('td', { role: 'cell' }, content);

/** @param {Reject} reject */
const rejectRow = ({ record, input, line, raw, errors }) => () =>
  element(
    'tr',
    { role: 'row' },
    element('th', { scope: 'row', role: 'rowheader' }, count(record), element('span', { class: 'under' }, `${input ? `${visible(input)}, ` : ''}line ${count(line)}`)),
    cell(element('code', {}, visible(raw))),
    cell(element('ul', {}, ...errors.map(({ field, message }) => element('li', {}, element('b', {}, field), `: ${message}`)))),
  );
