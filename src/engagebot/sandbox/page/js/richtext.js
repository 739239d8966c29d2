// Message text as elements. The server's HTML is safe already; this keeps it so, whoever the server is.

import { make } from './dom.js';

const KEPT = new Set(['B', 'I', 'U', 'S', 'CODE', 'PRE', 'BR', 'BLOCKQUOTE', 'A']);
const SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:', 'tg:']);

function safeLink(address) {
  try {
    return SCHEMES.has(new URL(address).protocol) ? address : null;
  } catch {
    return null;
  }
}

function copied(node) {
  if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.data)];
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  const children = [...node.childNodes].flatMap(copied);
  if (!KEPT.has(node.tagName)) return children;
  if (node.tagName !== 'A') return [make(node.tagName.toLowerCase(), {}, ...children)];
  const href = safeLink(node.getAttribute('href') ?? '');
  return href ? [make('a', { href, target: '_blank', rel: 'noopener noreferrer' }, ...children)] : children;
}

export function richText(html) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  return make('div', { class: 'text', dir: 'auto' }, [...parsed.body.childNodes].flatMap(copied));
}
