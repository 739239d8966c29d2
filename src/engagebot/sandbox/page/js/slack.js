// The Slack-like side.

import { post } from './api.js';
import { buttonRows, documentCard } from './buttons.js';
import { Composer } from './composer.js';
import { avatar, icon, make, whileBusy } from './dom.js';
import { drawHome } from './home.js';
import { Modal } from './modal.js';
import { complain, toast } from './notices.js';
import { richText } from './richtext.js';
import { Side } from './side.js';
import { languageName, time } from './time.js';

const COMMAND = /^(\/[a-z0-9_-]+)(?:\s+([\s\S]*))?$/i;

export class SlackSide extends Side {
  title = 'Slack';
  withZone = true;

  constructor(element, hooks) {
    super('slack', element, hooks);
    this.app = { name: 'The app' };
    this.asides = new Map();
    this.tab = 'messages';
    this.modal = new Modal((deed, body) => this.play(deed, body));
    this.build();
  }

  meet(world) {
    this.app = typeof world.app === 'object' ? world.app : { name: String(world.app ?? this.app.name) };
    return super.meet(world);
  }

  speaker() { return this.app.name; }
  zoneOf(person) { return person.zone; }

  /** A new person opens the app's Messages tab at once, as Slack does after a click on the app. */
  begun() { return this.play('open'); }

  bottom() {
    this.composer = new Composer({ id: 'slack-field', label: 'Message to the app on Slack', send: (text) => this.#send(text),
      hint: (text) => (COMMAND.test(text.trim()) ? 'Goes out as a slash command.' : '') });
    this.activate = make('button', { type: 'button', class: 'big', onclick: (event) => this.#button(event, 'activate') },
      'Activate this account');
    return [this.composer.element, this.activate];
  }

  changedPerson() {
    this.composer.clear();
    this.tab = 'messages';
  }

  refresh(person, chat) {
    const active = (chat.active ?? person.active) !== false;
    this.composer.refresh({ placeholder: `Message ${this.app.name}` });
    this.composer.element.hidden = !active || this.tab === 'home';
    this.activate.hidden = active;
    this.#head(person, chat, active);
    this.#home(chat);
    this.modal.show(chat.modal ?? null);
  }

  #head(person, chat, active) {
    const shape = JSON.stringify([person, this.app, active, this.tab, Boolean(chat.home)]);
    if (shape === this.headShape) return;
    this.headShape = shape;
    const focused = this.head.contains(document.activeElement) ? document.activeElement.dataset.tab : null;
    const tabs = make('div', { class: 'app-tabs', role: 'group', 'aria-label': 'Parts of the app' },
      ['home', 'messages'].map((tab) => make('button', { type: 'button', 'aria-pressed': String(this.tab === tab),
        'data-tab': tab, onclick: () => this.#open(tab) }, tab === 'home' ? 'Home' : 'Messages')));
    this.head.replaceChildren(avatar(this.app.name, this.app.id ?? 'app'),
      make('div', { class: 'head-words' },
        make('b', { dir: 'auto' }, this.app.name, make('small', {}, 'app')),
        make('span', {}, 'You are ', make('bdi', {}, person.name), `, ${languageName(person.language)}, ${person.zone}`)),
      active ? make('button', { type: 'button', class: 'head-button', onclick: (event) => this.#button(event, 'deactivate') },
        icon('block'), make('span', {}, 'Deactivate')) : null, tabs);
    if (focused) tabs.querySelector(`[data-tab="${focused}"]`)?.focus();
  }

  #open(tab) {
    this.tab = tab;
    this.draw();
    this.play('open', { tab }).catch(complain);
  }

  #home(chat) {
    this.homeView ??= make('div', { class: 'home', tabindex: 0, 'aria-label': 'Home of the app' });
    if (!this.homeView.isConnected) this.log.after(this.homeView);
    this.homeView.hidden = this.tab !== 'home';
    this.log.hidden = this.tab === 'home';
    const shape = JSON.stringify(chat.home ?? null);
    if (this.tab !== 'home' || shape === this.homeShape) return;
    this.homeShape = shape;
    this.homeView.replaceChildren(...drawHome(chat.home ?? [], (where) => this.#press(where)));
  }

  async #send(text) {
    const person = this.selected;
    const command = COMMAND.exec(text.trim());
    if (!command) return this.play('say', { text });
    const { answer, failed } = await this.play('command', { command: command[1], text: command[2] ?? '' });
    if (answer ?? failed) this.#aside(person, answer ?? failed);
    return null;
  }

  /** Words that only this person sees and that no reload brings back, as Slack shows a command's answer. */
  #aside(person, text) {
    const after = this.chats.get(person)?.messages.at(-1);
    const known = this.asides.get(person) ?? [];
    const escaped = make('p', {}, text).innerHTML;
    const aside = { id: `aside-${known.length}`, mine: false, text, html: escaped, buttons: [], document: null, edited: false,
      ephemeral: true, at: after?.at ?? new Date().toISOString() };
    this.asides.set(person, [...known, { aside, after: after?.id ?? null }]);
    this.draw();
  }

  messagesOf(person, chat) {
    const asides = this.asides.get(person.id) ?? [];
    const follow = (id) => asides.filter(({ after }) => after === id).map(({ aside }) => aside);
    return [...follow(null), ...chat.messages.flatMap((message) => [message, ...follow(message.id)])];
  }

  empty(person) {
    return make('div', { class: 'empty' },
      make('p', {}, 'This is the very beginning of the messages between ', make('bdi', {}, person.name), ` and ${this.app.name}.`));
  }

  #button(event, deed) {
    whileBusy(event.currentTarget, async () => {
      await this.play(deed);
      const person = this.person;
      if (person) person.active = deed === 'activate';
      this.draw();
      this.focusField();
    }).catch(complain);
  }

  /** `where` names the button: message with row and column, or with action_id and value. */
  async #press(where) {
    const person = this.selected;
    const answer = await post(`${this.path}/${person}/press`, where);
    await this.readChat(person);
    if (answer.answered === false) toast('The app did not answer this press in time.', { tone: 'error' });
  }

  drawMessage(message, { zone, follows }) {
    const name = message.mine ? this.person.name : this.app.name;
    const key = message.mine ? this.person.id : this.app.id ?? 'app';
    const stamp = make('time', { datetime: message.at }, time(message.at, zone));
    const who = make('p', { class: 'who' }, make('b', { dir: 'auto' }, name), message.mine ? null : make('small', {}, 'APP'), stamp);
    const body = make('div', { class: 'body' },
      message.ephemeral ? make('p', { class: 'ephemeral' }, icon('eye'), 'Only visible to you') : null,
      follows ? null : who, message.html ? richText(message.html) : null,
      message.edited ? make('small', { class: 'edited' }, '(edited)') : null, documentCard(message.document),
      buttonRows(message, { press: (_, row, column) => this.#press({ message: message.id, row, column }),
        follow: (event, _, row, column) => this.#press({ message: message.id, row, column }).catch(complain) }));
    return make('article', { class: `message ${message.mine ? 'mine' : 'theirs'} ${follows ? 'follows' : ''}`, 'aria-label': name },
      follows ? make('span', { class: 'gutter' }, stamp) : avatar(name, key), body);
  }
}
