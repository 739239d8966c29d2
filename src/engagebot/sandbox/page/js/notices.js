// What the page says in passing: for the eye, and for screen readers.

import { icon, make } from './dom.js';

const STAYS = 6000;

/** Has a screen reader say `text` when it is free. */
export function announce(text) {
  const announcer = document.getElementById('announcer');
  announcer.textContent = '';
  requestAnimationFrame(() => { announcer.textContent = text; });
}

/** Shows `text` for some seconds within `place` (the whole window if none); `tone` is `plain` or `error`. */
export function toast(text, { place = document.getElementById('toasts'), tone = 'plain' } = {}) {
  const note = make('p', { class: `toast ${tone}`, dir: 'auto' }, text);
  place.append(note);
  while (place.children.length > 3) place.firstChild.remove();
  announce(text);
  setTimeout(() => note.remove(), STAYS + text.length * 30);
}

export const complain = (error) => toast(error.message, { tone: 'error' });

/** A small dialogue with one button, until it is closed. */
export function alertBox(title, text) {
  return dialogue(title, [make('p', { dir: 'auto' }, text)], [
    make('button', { type: 'submit', class: 'primary', autofocus: true }, 'OK'),
  ]);
}

/**
 * Opens a modal dialogue with `content` and the buttons of `ending`; gives its form's data once it is submitted,
 * null when it is closed otherwise. `check(data)` may answer a complaint, which is shown, and the dialogue stays.
 */
export function dialogue(title, content, ending, { check = () => null, kind = '' } = {}) {
  return new Promise((resolve) => {
    const complaint = make('p', { class: 'complaint', role: 'alert' });
    const form = make('form', { method: 'dialog' }, ...content, complaint, make('div', { class: 'ending' }, ending));
    const heading = make('h2', { id: 'dialogue-title', dir: 'auto' }, title);
    const close = make('button', { type: 'button', class: 'close', 'aria-label': 'Close', onclick: () => box.close() },
      icon('plus'));
    const box = make('dialog', { class: `box ${kind}`, 'aria-labelledby': 'dialogue-title' }, heading, form, close);
    let data = null;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const given = new FormData(form);
      complaint.textContent = (await check(given, complaint)) ?? '';
      if (complaint.textContent) return;
      data = given;
      box.close();
    });
    box.addEventListener('close', () => { box.remove(); resolve(data); });
    document.body.append(box);
    box.showModal();
  });
}
