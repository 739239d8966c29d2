// The field in which a person writes.

import { arrowKeys, icon, make } from './dom.js';
import { complain } from './notices.js';

/** A text field that sends on Enter (Shift+Enter makes a new line), with a menu of commands if there are some. */
export class Composer {
  /** `send(text)` sends; `commands()` gives [{command, description}]. `label` is the field's name for screen readers. */
  constructor({ id, label, send, commands = () => [], hint = () => '' }) {
    this.send = send;
    this.commands = commands;
    this.hint = hint;
    this.field = make('textarea', { id, rows: 1, 'aria-label': label, dir: 'auto', autocomplete: 'off',
      enterkeyhint: 'send', 'aria-describedby': `${id}-hint` });
    this.menu = make('ul', { class: 'commands', id: `${id}-menu`, 'aria-label': 'Commands', hidden: true });
    this.opener = make('button', { type: 'button', class: 'menu-button', 'aria-expanded': 'false', hidden: true,
      'aria-controls': `${id}-menu`, onclick: () => this.#toggle() }, icon('menu'), make('span', {}, 'Menu'));
    this.note = make('p', { class: 'composer-hint', id: `${id}-hint`, 'aria-live': 'polite' });
    const submit = make('button', { class: 'send', 'aria-label': 'Send' }, icon('send'));
    this.form = make('form', { class: 'composer' }, this.opener, this.field, submit);
    this.element = make('div', { class: 'composer-box' }, this.menu, this.note, this.form);
    this.#listen();
  }

  refresh({ placeholder = 'Message' } = {}) {
    this.field.placeholder = placeholder || 'Message';
    this.opener.hidden = this.commands().length === 0;
  }

  clear() {
    this.field.value = '';
    this.#grow();
    this.#close();
  }

  #listen() {
    this.form.addEventListener('submit', (event) => { event.preventDefault(); this.#submit(); });
    this.field.addEventListener('input', () => { this.#grow(); this.#suggest(); });
    this.field.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.menu.hidden) return;
      this.#close();
      this.field.focus();
    });
    this.element.addEventListener('focusout', (event) => {
      if (!this.element.contains(event.relatedTarget)) this.#close();
    });
    arrowKeys(this.menu, 'button', 'ArrowUp', 'ArrowDown');
  }

  #key(event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === 'ArrowUp' && !this.menu.hidden) {
      event.preventDefault();
      this.menu.querySelector('li:last-child button')?.focus();
    }
  }

  #submit() {
    const text = this.field.value;
    if (!text.trim()) return;
    this.clear();
    this.field.focus();
    this.send(text).catch((error) => {
      complain(error);
      if (!this.field.value) this.field.value = text;
      this.#grow();
    });
  }

  #grow() {
    this.field.style.height = 'auto';
    this.field.style.height = `${Math.min(this.field.scrollHeight, 140)}px`;
    this.note.textContent = this.hint(this.field.value);
  }

  #suggest() {
    const typed = this.field.value;
    if (!/^\/\w*$/.test(typed)) return this.#close();
    return this.#open(this.commands().filter(({ command }) => command.startsWith(typed.slice(1))));
  }

  #toggle() {
    if (!this.menu.hidden) return this.#close();
    this.#open(this.commands());
    return this.menu.querySelector('button')?.focus();
  }

  #open(commands) {
    this.menu.replaceChildren(...commands.map(({ command, description }) => make('li', {},
      make('button', { type: 'button', onclick: () => this.#choose(command) },
        make('b', {}, `/${command}`), make('span', { dir: 'auto' }, description)))));
    this.menu.hidden = commands.length === 0;
    this.opener.setAttribute('aria-expanded', String(!this.menu.hidden));
  }

  #close() {
    this.menu.hidden = true;
    this.opener.setAttribute('aria-expanded', 'false');
  }

  #choose(command) {
    this.clear();
    this.field.focus();
    this.send(`/${command}`).catch(complain);
  }
}
