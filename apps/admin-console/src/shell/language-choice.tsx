import { Choice } from '../components/choice.tsx';
import { languages } from '../i18n/message-table.ts';
import { useText } from '../i18n/use-text.ts';
import { prefer, usePreferences } from '../preferences/preferences.ts';

/** The language of the console. */
export function LanguageChoice() {
  const say = useText();
  const { language } = usePreferences();
  const options = languages.map((value) => ({ value, label: say(`shell.language.${value}`) }));
  return (
    <Choice
      label={say('shell.language')}
      value={language}
      options={options}
      onChange={(it) => prefer({ language: it })}
    />
  );
}
