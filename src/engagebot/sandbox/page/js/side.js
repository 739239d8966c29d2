// What both sides of the page share: the people of one platform, their chats, and who is being played.

import { oneAtATime, post, read } from './api.js';
import { make } from './dom.js';
import { MessageList } from './messages.js';
import { complain } from './notices.js';
import { askForPerson, PeopleRow } from './people.js';

function remembered(key, otherwise) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/**
 * One platform. A subclass gives `title`, `withZone`, `drawMessage(message, options)`, `top(person, chat)`,
 * `bottom()`, `refresh(person, chat)`, and may give `empty(person)`, `zoneOf(person)` and `begun(person)`.
 */
export class Side {
  constructor(name, element, { zone, taken, unreadChanged }) {
    this.name = name;
    this.element = element;
    this.stageZone = zone;
    this.taken = taken;
    this.unreadChanged = unreadChanged;
    this.people = [];
    this.chats = new Map();
    this.readers = new Map();
    this.selected = remembered(`${name} selected`, null);
    this.seen = remembered(`${name} seen`, {});
  }

  /** Builds the side's frame; called once by the subclass, after its own fields stand. */
  build() {
    this.row = new PeopleRow(this.title, { choose: (id) => this.choose(id), add: () => this.ask() });
    this.head = make('div', { class: 'chat-head' });
    this.log = make('div', { class: 'log', role: 'log', 'aria-live': 'off', 'aria-label': `Messages on ${this.title}`,
      tabindex: 0 });
    this.foot = make('div', { class: 'chat-foot' }, this.bottom());
    this.chat = make('div', { class: 'chat', id: `${this.name}-chat`, role: 'tabpanel', 'aria-label': `Chat on ${this.title}` },
      this.head, this.log, this.foot);
    this.nobody = make('div', { class: 'nobody' },
      make('p', {}, `Nobody is on ${this.title} yet.`),
      make('button', { type: 'button', class: 'primary', onclick: () => this.ask() }, 'Add the first person'),
      make('p', { class: 'by-invitation' }, 'Or choose an invitation in the story: it makes somebody join.'));
    this.element.replaceChildren(
      make('header', { class: 'side-top' }, make('h2', { id: `${this.name}-title` }, this.title), this.row.element),
      this.nobody, this.chat);
    this.list = new MessageList(this.log, (message, options) => this.drawMessage(message, options), () => this.speaker());
    this.draw();
  }

  get path() { return `/play/${this.name}/people`; }
  get person() { return this.people.find(({ id }) => id === this.selected) ?? null; }
  get chatShown() { return this.chats.get(this.selected) ?? null; }
  get visible() { return !document.hidden && this.element.checkVisibility(); }
  get unreadOfAll() { return this.people.reduce((sum, { id }) => sum + this.unread(id), 0); }

  zoneOf() { return this.stageZone(); }
  begun() {}

  /** Takes over who is on the platform, and reads the chats of all of them. */
  async meet({ people }) {
    this.people = people;
    if (!this.person) this.selected = people[0]?.id ?? null;
    this.draw();
    await Promise.all(people.map(({ id }) => this.readChat(id)));
  }

  /** A ring concerned this person, or everybody. */
  async heard(id) {
    const concerned = id ? [id] : this.people.map((person) => person.id);
    await Promise.all(concerned.map((each) => this.readChat(each)));
  }

  readChat(id) {
    if (!this.readers.has(id)) this.readers.set(id, oneAtATime(() => this.#read(id)));
    return this.readers.get(id)();
  }

  async #read(id) {
    if (!this.people.some((person) => person.id === id)) return;
    this.chats.set(id, await read(`${this.path}/${id}/chat`));
    this.draw();
  }

  choose(id) {
    this.selected = id;
    sessionStorage.setItem(`${this.name} selected`, JSON.stringify(id));
    this.changedPerson?.();
    this.draw();
    this.row.reveal(id);
    this.readChat(id).catch(complain);
  }

  async ask() {
    const person = await askForPerson(this.title, this.taken(), this.withZone);
    if (person) await this.add(person).catch(complain);
  }

  /** Adds a person and plays them from now on; gives the person. */
  async add(details) {
    const person = await post(this.path, details);
    if (!this.people.some(({ id }) => id === person.id)) this.people.push(person);
    this.choose(person.id);
    await this.begun(person);
    await this.readChat(person.id);
    this.focusField();
    return person;
  }

  /** Plays a deed of the person who is shown, such as `say`, and reads their chat again. */
  async play(deed, body = {}) {
    const id = this.selected;
    const answer = await post(`${this.path}/${id}/${deed}`, body);
    await this.readChat(id);
    return answer;
  }

  focusField() {
    const fields = [...this.foot.querySelectorAll('textarea, input, .big')];
    fields.find((field) => field.checkVisibility())?.focus();
  }

  #incoming(id) {
    return (this.chats.get(id)?.messages ?? []).filter((message) => !message.mine).length;
  }

  unread(id) { return Math.max(0, this.#incoming(id) - (this.seen[id] ?? 0)); }

  #markSeen() {
    if (!this.visible || !this.chatShown) return;
    this.seen[this.selected] = this.#incoming(this.selected);
    sessionStorage.setItem(`${this.name} seen`, JSON.stringify(this.seen));
  }

  draw() {
    this.#markSeen();
    const { person } = this;
    this.nobody.hidden = person !== null;
    this.chat.hidden = person === null;
    this.row.show(this.people, this.selected, (id) => this.unread(id));
    if (person) this.#drawChat(person, this.chatShown ?? { messages: [] });
    this.unreadChanged();
  }

  #drawChat(person, chat) {
    this.refresh(person, chat);
    const empty = this.empty ? () => this.empty(person) : null;
    if (this.chatShown) this.list.show(person.id, this.messagesOf(person, chat), { zone: this.zoneOf(person), empty });
  }

  messagesOf(person, chat) { return chat.messages; }
}
