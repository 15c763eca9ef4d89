import { Choice } from '../components/choice.tsx';
import { useText } from '../i18n/use-text.ts';
import { prefer, themes, usePreferences } from '../preferences/preferences.ts';

/** Light, dark, or as the device is set. */
export function ThemeChoice() {
  const say = useText();
  const { theme } = usePreferences();
  const options = themes.map((value) => ({ value, label: say(`shell.theme.${value}`) }));
  return <Choice label={say('shell.theme')} value={theme} options={options} onChange={(it) => prefer({ theme: it })} />;
}
