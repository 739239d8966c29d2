// The story panel: what happens next, who may join, what the secretariat can do, what has happened.

import { icon, make, whileBusy } from './dom.js';
import { complain } from './notices.js';
import { away, languageName, short } from './time.js';

const LOG_LINES = 12;
const STEPS = 4;
const shapes = new WeakMap();

/** Draws the parts that changed since the last time, so that the focus stays where it is. */
export function drawStory(panel, stage, clock, { act, join }) {
  const minute = Math.floor(clock.now / 60_000);
  part(panel, 'steps', 'What happens next', [stage.steps, minute], () => steps(stage, clock));
  part(panel, 'secretariat', 'Secretariat', [stage.actions, stage.export], () => secretariat(stage, act));
  part(panel, 'invitations', 'Invitations', stage.invitations, () => invitations(stage.invitations, join));
  part(panel, 'log', 'So far', [stage.log, stage.zone], () => log(stage));
}

function part(panel, name, title, values, build) {
  let section = panel.querySelector(`.${name}`);
  if (!section) {
    section = make('section', { class: `part ${name}`, 'aria-labelledby': `part-${name}` }, make('h2', { id: `part-${name}` }, title), make('div'));
    panel.append(section);
  }
  const shape = JSON.stringify(values);
  if (shapes.get(section) === shape) return;
  shapes.set(section, shape);
  const focused = section.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  section.lastChild.replaceChildren(...build());
  if (focused) section.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

const nothing = (words) => make('p', { class: 'nothing' }, words);

function steps({ steps: coming, zone }, clock) {
  if (coming.length === 0) return [nothing('Nothing else is planned. The secretariat can start something.')];
  const list = (some) => make('ol', { class: 'timeline' }, some.map(({ at, what }) => make('li', {},
    make('span', { class: 'what', dir: 'auto' }, what),
    make('span', { class: 'at' }, make('time', { datetime: at }, short(at, zone)), ` · ${away(at, clock.now)}`))));
  const later = coming.slice(STEPS);
  return [list(coming.slice(0, STEPS)), later.length > 0
    ? make('details', { class: 'more' }, make('summary', {}, `${later.length} more`), list(later)) : null].filter(Boolean);
}

function invitations(list, join) {
  if (list.length === 0) return [nothing('There are no invitations yet.')];
  return [make('ul', { class: 'invitation-list' }, list.map((invitation) => invitationCard(invitation, join)))];
}

function invitationCard(invitation, join) {
  const title = invitation.organisation ?? invitation.group ?? invitation.code;
  const about = [invitation.organisation ? invitation.group : null, invitation.language ? languageName(invitation.language) : null,
    invitation.used ? `used ${invitation.used}×` : null].filter(Boolean).join(' · ');
  const joiner = (platform, name) => {
    const button = make('button', { type: 'button', 'data-key': `${invitation.code} ${platform}`,
      'aria-label': `Join on ${name} for ${title}` }, `Join on ${name}`);
    button.addEventListener('click', () => whileBusy(button, () => join(platform, invitation)).catch(complain));
    return button;
  };
  return make('li', {},
    make('b', { dir: 'auto' }, title), make('small', { dir: 'auto' }, about),
    make('code', {}, invitation.code),
    make('div', { class: 'join' }, joiner('telegram', 'Telegram'), joiner('slack', 'Slack')));
}

function secretariat(stage, act) {
  const buttons = stage.actions.map(({ name, label, enabled }) => {
    const button = make('button', { type: 'button', 'data-key': name, 'aria-disabled': String(!enabled) }, label);
    button.addEventListener('click', () => {
      if (button.getAttribute('aria-disabled') !== 'true') whileBusy(button, () => act(name)).catch(complain);
    });
    return button;
  });
  if (stage.export) {
    buttons.push(make('a', { class: 'button primary', href: '/stage/export.zip', download: '', 'data-key': 'export' },
      icon('download'), 'Download results'));
  }
  return buttons.length > 0 ? [make('div', { class: 'levers' }, buttons)] : [nothing('Nothing to do now.')];
}

function log(stage) {
  if (stage.log.length === 0) return [nothing('Nothing yet.')];
  const latest = stage.log.slice(-LOG_LINES).reverse();
  return [make('ol', { class: 'log-lines' }, latest.map(({ at, what }) => make('li', {},
    make('time', { class: 'at', datetime: at }, short(at, stage.zone)), make('span', { dir: 'auto' }, what))))];
}
