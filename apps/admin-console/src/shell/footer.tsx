import { useText } from '../i18n/use-text.ts';
import { LanguageChoice } from './language-choice.tsx';
import { ThemeChoice } from './theme-choice.tsx';

/** How one likes to read. */
export function Footer() {
  const say = useText();
  return (
    <footer className="footer" aria-label={say('shell.settings')}>
      <LanguageChoice />
      <ThemeChoice />
    </footer>
  );
}
