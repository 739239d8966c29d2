// The app's Home tab in Slack: one part a block.

import { buttonRows } from './buttons.js';
import { make } from './dom.js';
import { complain } from './notices.js';
import { richText } from './richtext.js';

/** `press({message, action_id, value})` plays a button. */
export function drawHome(blocks, press) {
  if (blocks.length === 0) return [make('p', { class: 'empty' }, 'The app shows nothing here.')];
  return blocks.flatMap((block) => {
    if (block.type === 'divider') return [make('hr')];
    const where = ({ action_id, value }) => ({ message: block.id, action_id, value });
    const buttons = buttonRows(block, {
      press: (_, row, column, button) => press(where(button)),
      follow: (event, _, row, column, button) => press(where(button)).catch(complain),
    });
    return [make('div', { class: block.type }, block.html ? richText(block.html) : null, buttons)];
  });
}
