// A chat's messages in a log that keeps its place, its focus and what did not change.

import { make } from './dom.js';
import { announce } from './notices.js';
import { day } from './time.js';

const NEAR_THE_END = 80;

function spoken(message) {
  const text = message.text || message.document?.name || '';
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}

/** Which of a message's buttons has the focus, so that the redrawn message can have it again. */
function focusIn(node) {
  const focused = document.activeElement;
  return node.contains(focused) ? { row: focused.dataset.row, column: focused.dataset.column } : null;
}

function refocus(node, { row, column }) {
  const same = row === undefined ? null : node.querySelector(`[data-row="${row}"][data-column="${column}"]`);
  const target = same ?? (row === undefined ? null : node.querySelector(`[data-row="${row}"]`));
  (target ?? node).focus({ preventScroll: true });
}

export class MessageList {
  /** `draw(message, {zone, follows})` gives a message's element; `speaker` is who a screen reader says has written. */
  constructor(log, draw, speaker) {
    this.log = log;
    this.draw = draw;
    this.speaker = speaker;
    this.drawn = new Map();
    this.person = null;
  }

  show(person, messages, { zone, empty }) {
    const other = person !== this.person;
    if (other) this.#clear(person);
    const near = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_THE_END;
    const changed = this.#lay(messages, zone, empty);
    // Whoever stood at the end stays there, also when the last card grew; one's own words are always followed.
    const own = changed.fresh.some((message) => message.mine);
    if (other || own || near) this.log.scrollTop = this.log.scrollHeight;
    if (!other) this.#say(changed);
  }

  #clear(person) {
    this.person = person;
    this.drawn.clear();
    this.log.replaceChildren();
  }

  /** Puts the elements in order, drawing only what is new or different. */
  #lay(messages, zone, empty) {
    const changed = { fresh: [], edited: [] };
    const wanted = [];
    const kept = new Map();
    let before = null;
    for (const message of messages) {
      const today = day(message.at, zone);
      if (before === null || day(before.at, zone) !== today) {
        wanted.push(this.#once(kept, `day ${today}`, () => make('div', { class: 'day' }, make('span', {}, today))));
        before = null;
      }
      wanted.push(this.#message(kept, message, { zone, before }, changed));
      before = message;
    }
    if (messages.length === 0 && empty) wanted.push(this.#once(kept, 'empty', empty));
    this.#arrange(wanted);
    this.drawn = kept;
    return changed;
  }

  #once(kept, key, build) {
    const entry = this.drawn.get(key) ?? { node: build() };
    kept.set(key, entry);
    return entry.node;
  }

  #message(kept, message, { zone, before }, changed) {
    const follows = before !== null && before.mine === message.mine && !message.ephemeral && !before.ephemeral
      && new Date(message.at) - new Date(before.at) < 300_000;
    const shape = JSON.stringify([message, zone, follows]);
    const old = this.drawn.get(message.id);
    const entry = old?.shape === shape ? old : { shape, node: this.#drawn(message, { zone, follows }) };
    kept.set(message.id, entry);
    if (!old) changed.fresh.push(message);
    else if (old.text !== undefined && old.text !== message.text) changed.edited.push(message);
    entry.text = message.text;
    if (old && old !== entry) this.#replace(old.node, entry.node);
    if (!old && this.drawn.size > 0) entry.node.classList.add('fresh');
    return entry.node;
  }

  #drawn(message, options) {
    const node = this.draw(message, options);
    node.tabIndex = -1;
    node.dataset.message = message.id;
    return node;
  }

  #replace(old, node) {
    const focus = focusIn(old);
    old.replaceWith(node);
    if (focus) refocus(node, focus);
  }

  #arrange(wanted) {
    const keep = new Set(wanted);
    for (const child of [...this.log.children]) if (!keep.has(child)) child.remove();
    wanted.forEach((node, place) => {
      const there = this.log.children[place];
      if (there !== node) this.log.insertBefore(node, there ?? null);
    });
  }

  #say({ fresh, edited }) {
    const heard = fresh.filter((message) => !message.mine).map((message) => `${this.speaker()}: ${spoken(message)}`);
    const changed = edited.map((message) => `Changed: ${spoken(message)}`);
    if (heard.length + changed.length > 0) announce([...heard, ...changed].join(' · '));
  }
}
