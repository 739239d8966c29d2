// The rows of buttons under a message, and the documents in it.

import { icon, make, whileBusy } from './dom.js';
import { complain } from './notices.js';

const STYLES = new Set(['primary', 'danger', 'success']);

/** `press(message, row, column, button)` plays the press; buttons with a URL are links that `follow(event, button)` hears. */
export function buttonRows(message, { press, follow }) {
  if (!message.buttons?.length) return null;
  const rows = message.buttons.map((row, y) => make('div', { class: 'button-row' },
    row.map((button, x) => oneButton(message, button, y, x, { press, follow }))));
  return make('div', { class: 'buttons', role: 'group', 'aria-label': 'Buttons of this message' }, rows);
}

function oneButton(message, button, row, column, { press, follow }) {
  const common = { class: `button ${STYLES.has(button.style) ? button.style : ''}`, 'data-row': row, 'data-column': column };
  const label = make('span', { dir: 'auto' }, button.label);
  if (button.url) {
    return make('a', { ...common, href: button.url, target: '_blank', rel: 'noopener noreferrer',
      onclick: (event) => follow(event, message, row, column, button) }, label, icon('link'));
  }
  const element = make('button', { ...common, type: 'button' }, label);
  element.addEventListener('click', () => whileBusy(element, () => press(message, row, column, button)).catch(complain));
  return element;
}

export function documentCard(file) {
  if (!file) return null;
  return make('a', { class: 'document', href: file.url, download: file.name },
    make('span', { class: 'document-icon' }, icon('file')),
    make('span', { class: 'document-name' }, make('b', { dir: 'auto' }, file.name), make('small', {}, 'Download')));
}
