// The stage's clock: goes on between two readings.

import { make } from './dom.js';
import { day, time } from './time.js';

export class Clock {
  constructor(element) {
    this.element = element;
    this.read = null;
    this.words = '';
    setInterval(() => this.#draw(), 1000);
  }

  set(now, zone, place) {
    this.read = { now: new Date(now).getTime(), at: performance.now(), zone, place };
    this.#draw();
  }

  /** What the stage's clock shows, in milliseconds; the browser's own before it has been read. */
  get now() {
    return this.read ? this.read.now + performance.now() - this.read.at : Date.now();
  }

  get zone() { return this.read?.zone ?? null; }

  #draw() {
    if (!this.read) return;
    const { zone, place } = this.read;
    const words = `${day(this.now, zone)}, ${time(this.now, zone)} · ${place}`;
    if (words === this.words) return;
    this.words = words;
    this.element.replaceChildren(make('time', { datetime: new Date(this.now).toISOString() },
      make('span', { class: 'when-day' }, day(this.now, zone)), ', ',
      make('span', { class: 'when-time' }, time(this.now, zone))), make('span', { class: 'when-place' }, ` · ${place}`));
  }
}
