// A Slack modal: shown while the person's chat says that one is open.

import { buttonRows } from './buttons.js';
import { icon, make, whileBusy } from './dom.js';
import { drawField } from './fields.js';
import { complain } from './notices.js';
import { richText } from './richtext.js';

export class Modal {
  /** `play(deed, body)` plays `submit`, `dismiss` and `press`. */
  constructor(play) {
    this.play = play;
    this.shape = 'null';
    this.box = null;
  }

  show(modal) {
    const shape = JSON.stringify(modal);
    if (shape === this.shape) return;
    this.shape = shape;
    this.box?.remove();
    this.box = null;
    if (modal) this.#open(modal);
  }

  #open(modal) {
    this.fields = modal.fields.map((field) => ({ ...field, ...drawField(field) }));
    this.complaint = make('p', { class: 'complaint', role: 'alert' });
    const submit = modal.submit ? make('button', { type: 'submit', class: 'primary' }, modal.submit) : null;
    const cancel = make('button', { type: 'button', onclick: () => this.#dismiss() }, modal.close);
    const text = this.#text(modal);
    const buttons = buttonRows(modal, { press: (_, row, column) => this.#press(modal, row, column),
      follow: (event, _, row, column) => this.#press(modal, row, column).catch(complain) });
    const form = make('form', {}, [text, buttons, ...this.fields.map(({ element }) => element), this.complaint,
      make('div', { class: 'ending' }, cancel, submit)].filter(Boolean));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (submit) whileBusy(submit, () => this.#submit()).catch(complain);
    });
    this.#show(modal.title, form);
  }

  /** The modal's words without the fields' labels, which stand among them. */
  #text(modal) {
    if (this.fields.length === 0) return modal.html ? richText(modal.html) : null;
    const labels = new Set(this.fields.map(({ label }) => label));
    const lines = modal.text.split('\n').filter((line) => !labels.has(line));
    return lines.length > 0 ? make('div', { class: 'text', dir: 'auto' }, lines.join('\n')) : null;
  }

  #show(title, form) {
    const close = make('button', { type: 'button', class: 'close', 'aria-label': 'Close', onclick: () => this.#dismiss() }, icon('plus'));
    this.box = make('dialog', { class: 'box slack-modal', 'aria-labelledby': 'modal-title' },
      make('h2', { id: 'modal-title', dir: 'auto' }, title), form, close);
    this.box.addEventListener('cancel', (event) => { event.preventDefault(); this.#dismiss(); });
    document.body.append(this.box);
    this.box.showModal();
  }

  async #submit() {
    const values = {};
    for (const { block_id, action_id, read } of this.fields) values[block_id] = { [action_id]: read() };
    const { answered, errors, reason } = await this.play('submit', { values });
    const complaints = Object.values(errors ?? {});
    if (complaints.length === 0 && answered === false) complaints.push(`The app did not take it (${reason ?? 'no answer'}).`);
    this.complaint.textContent = complaints.join(' ');
  }

  async #press(modal, row, column) {
    await this.play('press', { message: modal.id, row, column });
  }

  #dismiss() {
    this.play('dismiss').catch(complain);
  }
}
