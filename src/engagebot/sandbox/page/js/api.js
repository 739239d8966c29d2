// Talks to the sandbox, in JSON.

/** The sandbox said no, or nothing; the message is meant for the reader. */
export class Refused extends Error {}

async function call(method, path, body) {
  const options = { method };
  if (body !== undefined) {
    options.headers = { 'Content-Type': 'application/json' };
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refused('The sandbox does not answer. Is it still running?');
  }
  const answer = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) throw new Refused(answer?.error ?? `The sandbox answered ${response.status} to ${path}.`);
  return answer;
}

export const read = (path) => call('GET', path);
export const post = (path, body = {}) => call('POST', path, body);

/**
 * Calls `hear({platform, person})` at every ring, `missed()` whenever rings may have been lost
 * (at the start and after a broken connection), and `state(connected)` as the connection comes and goes.
 */
export function listen(hear, missed, state) {
  const source = new EventSource('/play/rings');
  source.onopen = () => { state(true); missed(); };
  source.onmessage = (event) => hear(JSON.parse(event.data));
  source.onerror = () => {
    state(false);
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => listen(hear, missed, state), 2000);
  };
  window.addEventListener('pagehide', () => source.close(), { once: true });
}

/** A function that runs `work` one at a time; calls made while it runs lead to one more run, no matter how many. */
export function oneAtATime(work) {
  let running = null;
  let again = false;
  return function run() {
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      do {
        again = false;
        await work();
      } while (again);
    })().finally(() => { running = null; });
    return running;
  };
}
