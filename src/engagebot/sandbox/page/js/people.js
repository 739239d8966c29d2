// The row of people whom one can play, and the dialogue that adds one.

import { arrowKeys, avatar, icon, make } from './dom.js';
import { dialogue } from './notices.js';
import { LANGUAGES, somebody } from './samples.js';
import { languageName, validZone } from './time.js';

/** A row of tabs, one a person, each with how many messages this person has not looked at yet. */
export class PeopleRow {
  constructor(platform, { choose, add }) {
    this.platform = platform;
    this.choose = choose;
    this.tabs = make('div', { class: 'people', role: 'tablist', 'aria-label': `People on ${platform}` });
    this.adder = make('button', { type: 'button', class: 'add', onclick: add,
      'aria-label': `Add a person on ${platform}` }, icon('plus'),
      make('span', {}, 'Add a person'));
    this.element = make('div', { class: 'people-row' }, this.tabs, this.adder);
    arrowKeys(this.tabs, '[role=tab]', 'ArrowLeft', 'ArrowRight');
    this.drawn = '';
  }

  show(people, selected, unread) {
    const shape = JSON.stringify([people, selected, people.map(({ id }) => unread(id))]);
    if (shape === this.drawn) return;
    this.drawn = shape;
    const focused = this.tabs.contains(document.activeElement) ? document.activeElement.dataset.person : null;
    this.tabs.replaceChildren(...people.map((person) => this.#tab(person, person.id === selected, unread(person.id))));
    if (focused) this.tabs.querySelector(`[data-person="${CSS.escape(focused)}"]`)?.focus();
  }

  reveal(person) {
    this.tabs.querySelector(`[data-person="${CSS.escape(person)}"]`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #tab(person, selected, unread) {
    const badge = unread > 0
      ? make('span', { class: 'badge' }, unread > 99 ? '99+' : String(unread), make('span', { class: 'unseen' }, ' unread'))
      : null;
    return make('button', { type: 'button', role: 'tab', class: 'person', 'aria-selected': String(selected),
      tabindex: selected ? 0 : -1, 'data-person': person.id, title: `${person.name}, ${languageName(person.language)}`,
      'aria-controls': `${this.platform.toLowerCase()}-chat`, onclick: () => this.choose(person.id) },
    avatar(person.name, person.id), make('span', { class: 'person-name', dir: 'auto' }, person.name), badge);
  }
}

function choice(label, control) {
  return make('label', { class: 'field' }, make('span', {}, label), control);
}

/** Asks for a new person; gives {name, language} and, if `withZone`, {zone}; null if nobody is to be added. */
export async function askForPerson(platform, taken, withZone) {
  const proposal = somebody(taken);
  const languages = LANGUAGES.map((tag) => make('option', { value: tag, selected: tag === proposal.language },
    languageName(tag)));
  const zones = make('datalist', { id: 'zones' }, Intl.supportedValuesOf('timeZone').map((zone) => make('option', { value: zone })));
  const content = [
    choice('Name', make('input', { name: 'name', value: proposal.name, required: true, maxlength: 64, dir: 'auto',
      autocomplete: 'off', autofocus: true })),
    choice(`Language of their ${platform}`, make('select', { name: 'language' }, languages)),
  ];
  if (withZone) {
    content.push(zones, choice('Time zone', make('input', { name: 'zone', value: proposal.zone, list: 'zones',
      required: true, autocomplete: 'off', spellcheck: 'false' })));
  }
  const check = (data) => {
    if (!data.get('name').trim()) return 'Please give a name.';
    if (withZone && !validZone(data.get('zone'))) return 'No such time zone. An example: Africa/Nairobi.';
    return null;
  };
  const data = await dialogue(`A new person on ${platform}`, content,
    [make('button', { type: 'submit', class: 'primary' }, 'Add')], { check });
  if (!data) return null;
  const person = { name: data.get('name').trim(), language: data.get('language') };
  return withZone ? { ...person, zone: data.get('zone') } : person;
}
