// Small helpers to build the page's elements.

/** Builds an element. `on…` keys are listeners, `class` and the rest attributes; false, null and undefined leave one out. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** A picture from icons.svg; always beside words or in a labelled button, so hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `/page/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

export function initials(name) {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => Array.from(word)[0] ?? '?').join('').toUpperCase();
}

/** A number from 0 to 7 that stays the same for the same text: which colour an avatar has. */
export function hue(text) {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + character.codePointAt(0)) % 9973;
  return sum % 8;
}

export function avatar(name, key) {
  return make('span', { class: `avatar hue-${hue(key)}`, 'aria-hidden': 'true' }, initials(name));
}

/** Runs `work` while the button shows that it is busy; a second press meanwhile does nothing. It keeps the focus. */
export async function whileBusy(button, work) {
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  try {
    await work();
  } finally {
    button.removeAttribute('aria-busy');
  }
}

/** Moves the focus along a row of buttons with the arrow keys, Home and End. */
export function arrowKeys(container, selector, previous, next) {
  container.addEventListener('keydown', (event) => {
    const all = [...container.querySelectorAll(selector)];
    const place = all.indexOf(document.activeElement);
    if (place < 0) return;
    const steps = { [next]: place + 1, [previous]: place - 1, Home: 0, End: all.length - 1 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    all[(steps[event.key] + all.length) % all.length].focus();
  });
}
