/** What is asked as soon as somebody has signed in, before anything is there that could show the answers. Each is given to the first who asks the same. */
const answers = new Map<string, Promise<Response>>();

/** For how long an answer may wait for somebody who asks; later it would be old. */
const patienceMs = 10_000;

/** Asks the service for all of these at once. An answer that fails is asked for again by whoever needs it. */
export function askAhead(addresses: readonly string[], headers: Readonly<Record<string, string>>): void {
  for (const address of addresses) {
    const answer = fetch(address, { headers, redirect: 'error' });
    answer.catch(() => answers.delete(address));
    answers.set(address, answer);
  }
  setTimeout(() => answers.clear(), patienceMs);
}

/** `fetch`, but for what was asked ahead: that is taken, once. */
export const fetchOrTake: typeof fetch = (input, init) => {
  if (typeof input !== 'string' || init?.method !== 'GET') return fetch(input, init);
  const answer = answers.get(input);
  answers.delete(input);
  return answer ?? fetch(input, init);
};
