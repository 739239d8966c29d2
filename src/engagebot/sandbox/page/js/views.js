// Which parts of the page are shown where not all of them fit: tabs in a narrow window, a story that folds away.

import { arrowKeys, make } from './dom.js';

const NAMES = { story: 'Story', telegram: 'Telegram', slack: 'Slack' };

export class Views {
  /** `changed()` is called after another part has come into view. */
  constructor(changed) {
    this.changed = changed;
    this.root = document.documentElement;
    this.tabs = new Map(Object.entries(NAMES).map(([view, name]) => [view, this.#tab(view, name)]));
    const bar = document.getElementById('views');
    bar.replaceChildren(...this.tabs.values());
    arrowKeys(bar, 'button:not([hidden])', 'ArrowLeft', 'ArrowRight');
    this.toggle = document.getElementById('story-toggle');
    this.toggle.addEventListener('click', () => this.#fold());
    document.getElementById('story').addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !this.root.classList.contains('story-open')) return;
      this.#fold();
      this.toggle.focus();
    });
    for (const link of document.querySelectorAll('.skip')) {
      link.addEventListener('click', () => this.show(link.hash.slice(1)));
    }
    this.withStory(false);
    this.show('telegram');
  }

  show(view) {
    this.root.dataset.view = view;
    if (view !== 'story' && this.root.classList.contains('story-open')) this.#fold();
    for (const [name, tab] of this.tabs) {
      if (name === view) tab.setAttribute('aria-current', 'true');
      else tab.removeAttribute('aria-current');
    }
    this.changed();
  }

  /** Whether there is a story at all: only where a demo tells one. */
  withStory(there) {
    this.tabs.get('story').hidden = !there;
    this.toggle.hidden = !there;
    document.getElementById('story').hidden = !there;
    this.root.classList.toggle('with-story', there);
  }

  unread(view, count) {
    const badge = this.tabs.get(view).querySelector('.badge');
    badge.hidden = count === 0;
    badge.firstChild.data = count > 99 ? '99+' : String(count);
  }

  #tab(view, name) {
    const badge = make('span', { class: 'badge', hidden: true }, '0', make('span', { class: 'unseen' }, ' unread'));
    return make('button', { type: 'button', onclick: () => this.show(view) }, name, badge);
  }

  #fold() {
    const open = this.root.classList.toggle('story-open');
    this.toggle.setAttribute('aria-expanded', String(open));
    if (open) document.getElementById('story').focus();
  }
}
