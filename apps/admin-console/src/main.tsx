import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { showTheme } from './preferences/preferences.ts';
import { startSession } from './session/session-store.ts';

showTheme();
void startSession();
const place = document.getElementById('root');
if (place === null) throw new Error('The page has no place for the console.');
createRoot(place).render(<App />);
