// The Telegram-like side.

import { post } from './api.js';
import { buttonRows, documentCard } from './buttons.js';
import { Composer } from './composer.js';
import { avatar, icon, make, whileBusy } from './dom.js';
import { alertBox, complain, dialogue, toast } from './notices.js';
import { richText } from './richtext.js';
import { Side } from './side.js';
import { languageName, time } from './time.js';

/** The payload in an invitation link (`https://t.me/bot?start=…`, `tg://…`), or the text itself as a code. */
export function payloadOf(linkOrCode) {
  const text = linkOrCode.trim();
  const found = /[?&]start=([A-Za-z0-9_-]+)/.exec(text);
  return found ? found[1] : text;
}

export class TelegramSide extends Side {
  title = 'Telegram';
  withZone = false;

  constructor(element, hooks) {
    super('telegram', element, hooks);
    this.bot = { name: 'The bot', username: 'bot' };
    this.element.addEventListener('click', (event) => this.#link(event));
    this.build();
  }

  meet(world) {
    this.bot = world.bot ?? this.bot;
    return super.meet(world);
  }

  speaker() { return this.bot.name; }

  bottom() {
    this.composer = new Composer({ id: 'telegram-field', label: 'Message to the bot on Telegram',
      send: (text) => this.play('say', { text }), commands: () => this.chatShown?.commands ?? [] });
    this.startForm = this.#startForm();
    this.unblock = make('button', { type: 'button', class: 'big', onclick: (event) => this.#button(event, 'unblock') },
      'Unblock the bot');
    this.toasts = make('div', { class: 'toasts in-chat' });
    return [this.toasts, this.composer.element, this.startForm, this.unblock];
  }

  changedPerson() {
    this.composer.clear();
    this.startForm.reset();
  }

  refresh(person, chat) {
    const begun = chat.messages.length > 0;
    this.composer.element.hidden = chat.blocked || !begun;
    this.startForm.hidden = chat.blocked || begun || !this.chatShown;
    this.unblock.hidden = !chat.blocked;
    this.composer.refresh({ placeholder: chat.placeholder });
    this.#head(person, chat, begun);
  }

  #head(person, chat, begun) {
    const shape = JSON.stringify([person, this.bot, chat.blocked, begun]);
    if (shape === this.headShape) return;
    this.headShape = shape;
    const deeds = begun && !chat.blocked ? [
      make('button', { type: 'button', class: 'head-button', onclick: () => this.#follow() }, icon('invitation'), make('span', {}, 'Invitation')),
      make('button', { type: 'button', class: 'head-button', onclick: (event) => this.#button(event, 'block') }, icon('block'), make('span', {}, 'Block')),
    ] : [];
    this.head.replaceChildren(avatar(this.bot.name, `bot ${this.bot.id}`),
      make('div', { class: 'head-words' },
        make('b', { dir: 'auto' }, this.bot.name, make('small', {}, 'bot')),
        make('span', {}, 'You are ', make('bdi', {}, person.name), `, ${languageName(person.language)}`)),
      ...deeds);
  }

  empty() {
    return make('div', { class: 'empty' }, make('p', {}, `@${this.bot.username}`),
      make('p', {}, 'This person has not started the bot. Follow an invitation link below, or start without one.'));
  }

  #startForm() {
    const code = make('input', { name: 'code', 'aria-label': 'Invitation link or code', placeholder: 'Invitation link or code',
      autocomplete: 'off', spellcheck: 'false', dir: 'ltr' });
    const start = make('button', { type: 'submit', class: 'big' }, 'Start');
    const form = make('form', { class: 'start' }, code, start);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      whileBusy(start, () => this.start(payloadOf(code.value))).then(() => this.focusField()).catch(complain);
    });
    return form;
  }

  /** Presses Start, with the payload of a link if there is one. */
  start(payload) { return this.play('start', { payload }); }

  async #follow() {
    const field = make('label', { class: 'field' }, make('span', {}, 'Invitation link or code'),
      make('input', { name: 'code', required: true, autocomplete: 'off', spellcheck: 'false', autofocus: true, dir: 'ltr' }));
    const data = await dialogue('Follow an invitation', [field], [make('button', { type: 'submit', class: 'primary' }, 'Start')]);
    if (data) await this.start(payloadOf(data.get('code'))).catch(complain);
  }

  /** Whether a link leads to this bot with a payload; such a link stays in the page. */
  #isOwn(url) {
    return new RegExp(`^(https?://t\\.me/${this.bot.username}|tg://resolve)\\?(.*&)?start=`, 'i').test(url);
  }

  #link(event) {
    const link = event.target.closest?.('a[href]');
    if (!link || !this.#isOwn(link.href)) return;
    event.preventDefault();
    this.start(payloadOf(link.href)).catch(complain);
  }

  #visit(url) {
    if (this.#isOwn(url)) this.start(payloadOf(url)).catch(complain);
    else window.open(url, '_blank', 'noopener');
  }

  #button(event, deed) {
    whileBusy(event.currentTarget, async () => {
      await this.play(deed);
      this.focusField();
    }).catch(complain);
  }

  async #press(message, row, column) {
    const person = this.selected;
    const answer = await post(`${this.path}/${person}/press`, { message: message.id, row, column });
    await this.readChat(person);
    if (answer.alert && answer.notice) await alertBox(this.bot.name, answer.notice);
    else if (answer.notice) toast(answer.notice, { place: this.toasts });
    else if (answer.url) this.#visit(answer.url);
    else if (answer.answered === false) toast('The bot did not answer this press.', { place: this.toasts, tone: 'error' });
  }

  drawMessage(message, { zone, follows }) {
    const stamp = make('span', { class: 'stamp' }, message.edited ? 'edited ' : '', make('time', { datetime: message.at }, time(message.at, zone)));
    const text = message.html ? richText(message.html) : null;
    text?.append(make('span', { class: `stamp-room ${message.edited ? 'edited' : ''}`, 'aria-hidden': 'true' }), stamp);
    const bubble = make('div', { class: 'bubble' }, documentCard(message.document), text ?? stamp);
    return make('article', { class: `message ${message.mine ? 'mine' : 'theirs'} ${follows ? 'follows' : ''}`,
      'aria-label': message.mine ? 'You' : this.bot.name }, bubble,
    buttonRows(message, { press: (...where) => this.#press(...where), follow: () => {} }));
  }
}
