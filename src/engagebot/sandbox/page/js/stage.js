// The stage that a demo provides: its clock, its story and its levers. README.md beside this folder says what it answers.

import { oneAtATime, post } from './api.js';
import { Clock } from './clock.js';
import { icon, make, whileBusy } from './dom.js';
import { complain, toast } from './notices.js';
import { drawStory } from './story.js';

const RESTS = 400;
const CHECKS = 20_000;

export class Stage {
  /** `join(platform, invitation)` makes a new person follow an invitation; `shown(bool)` tells whether there is a stage. */
  constructor({ join, shown }) {
    this.join = join;
    this.shown = shown;
    this.clock = new Clock(document.getElementById('when'));
    this.read = oneAtATime(() => this.#read());
    this.there = false;
    this.timer = null;
    this.#moves();
  }

  /** Reads the stage soon; many calls at once lead to one reading. */
  soon() {
    if (!this.there || this.timer) return;
    this.timer = setTimeout(() => { this.timer = null; this.read().catch(complain); }, RESTS);
  }

  async #read() {
    const response = await fetch('/stage').catch(() => null);
    if (response?.status !== 200) return;
    if (!this.there) setInterval(() => this.soon(), CHECKS);
    this.#show(await response.json());
  }

  #show(stage) {
    this.there = true;
    this.shown(true);
    this.clock.set(stage.now, stage.zone, stage.place);
    for (const id of ['when', 'moves', 'figures']) document.getElementById(id).hidden = false;
    const next = stage.steps[0];
    this.next.lastChild.textContent = next ? `Next: ${next.what}` : 'Nothing else is planned';
    this.next.title = next?.what ?? '';
    this.next.setAttribute('aria-disabled', String(!next));
    document.getElementById('figures').replaceChildren(...stage.figures.map(figure));
    this.tell(stage);
  }

  tell(stage) {
    drawStory(document.getElementById('story'), stage, this.clock, {
      act: (name) => this.#do(`actions/${encodeURIComponent(name)}`),
      join: this.join,
    });
    this.said ??= stage.log.length;
  }

  #moves() {
    const button = (label, path, body) => {
      const element = make('button', { type: 'button' }, label);
      element.addEventListener('click', () => this.#press(element, path, body));
      return element;
    };
    this.next = button(make('span', {}), 'next');
    this.next.className = 'primary next';
    this.next.prepend(icon('next'));
    document.getElementById('moves').append(this.next, button('+1 hour', 'move', { hours: 1 }), button('+1 day', 'move', { hours: 24 }));
  }

  #press(button, path, body) {
    if (button.getAttribute('aria-disabled') === 'true') return;
    whileBusy(button, () => this.#do(path, body)).catch(complain);
  }

  /** Pulls a lever; the answer is the new stage, whose newest log lines are shown in passing. */
  async #do(path, body = {}) {
    const stage = await post(`/stage/${path}`, body);
    if (!stage?.now) return this.read();
    const news = stage.log.slice(this.said);
    this.said = stage.log.length;
    for (const { what } of news.slice(-2)) toast(what);
    return this.#show(stage);
  }
}

function figure({ label, value, of }) {
  const total = of ?? null;
  return make('li', {},
    make('span', { class: 'figure-label' }, label),
    make('b', {}, String(value), total === null ? null : make('small', {}, ` of ${total}`)),
    total === null ? null : make('progress', { max: Math.max(total, 1), value, 'aria-hidden': 'true' }));
}
