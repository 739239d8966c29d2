// Puts the page together: two sides, the stage if there is one, and the rings that keep all of it fresh.

import { listen, oneAtATime, read } from './api.js';
import { complain } from './notices.js';
import { somebody } from './samples.js';
import { SlackSide } from './slack.js';
import { Stage } from './stage.js';
import { TelegramSide } from './telegram.js';
import { Views } from './views.js';

const sides = {};
const views = new Views(() => Object.values(sides).forEach((side) => side.draw()));

const taken = () => new Set(Object.values(sides).flatMap(({ people }) => people.map(({ name }) => name)));

const stage = new Stage({
  shown: (there) => views.withStory(there),
  join: async (platform, invitation) => {
    const side = sides[platform];
    const { name, language, zone } = somebody(taken(), invitation.language);
    views.show(platform);
    await side.add(platform === 'slack' ? { name, language, zone } : { name, language });
    if (platform === 'slack') await side.play('say', { text: invitation.code });
    else await side.start(invitation.code);
    side.focusField();
  },
});

for (const [name, Kind] of [['telegram', TelegramSide], ['slack', SlackSide]]) {
  const hooks = { zone: () => stage.clock.zone, taken, unreadChanged: () => sides[name] && views.unread(name, sides[name].unreadOfAll) };
  sides[name] = new Kind(document.getElementById(name), hooks);
}

const readWorld = oneAtATime(async () => {
  const world = await read('/play/world');
  await Promise.all(Object.entries(sides).map(([name, side]) => side.meet(world[name])));
});

function readAll() {
  stage.read().then(readWorld).catch(complain);
}

function hear({ platform, person }) {
  stage.soon();
  const side = sides[platform];
  if (!side) readAll();
  else if (person && side.people.some(({ id }) => id === person)) side.heard(person).catch(complain);
  else readWorld().catch(complain);
}

const offline = document.getElementById('offline');
listen(hear, readAll, (connected) => { offline.hidden = connected; });
document.addEventListener('visibilitychange', () => Object.values(sides).forEach((side) => side.draw()));
