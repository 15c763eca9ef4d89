import { currentPreferences, showTheme } from './preferences/preferences.ts';
import { sessionMessages } from './session/messages.ts';
import { isReturn, startSession } from './session/session-store.ts';

const place = document.getElementById('root');
if (place === null) throw new Error('The page has no place for the console.');

showTheme();
const { language } = currentPreferences();
document.documentElement.lang = language;
showWaiting(place, sessionMessages['session.starting'][language]);

// On the way to the provider nobody sees more than that, so the console itself is loaded only once somebody is back, or is to be told why not.
const showConsole = async () => (await import('./console-root.tsx')).showConsole(place);
if (isReturn()) void showConsole();
const isLeaving = await startSession();
if (!isLeaving) void showConsole();

function showWaiting(within: HTMLElement, text: string): void {
  const main = document.createElement('main');
  main.className = 'lone-page';
  const message = document.createElement('p');
  message.setAttribute('role', 'status');
  message.textContent = text;
  main.append(message);
  within.replaceChildren(main);
}
