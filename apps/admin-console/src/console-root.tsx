import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

let isShown = false;

/** Shows the console in its place on the page; once. */
export function showConsole(place: HTMLElement): void {
  if (isShown) return;
  isShown = true;
  createRoot(place).render(<App />);
}
