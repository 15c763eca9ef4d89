import type { Page } from 'playwright-core';

/** The keyboard as somebody uses it who cannot see where it is. */
export interface Keyboard {
  /** Presses the Tab key until something of this name has the focus. */
  reach(name: RegExp | string, key?: 'Tab' | 'Shift+Tab'): Promise<void>;
  /** Goes to a field and types into it. */
  fill(name: RegExp | string, text: string): Promise<void>;
  /** Goes to a list of choices, opens it, and takes the one that begins so. */
  choose(name: RegExp | string, option: string): Promise<void>;
  /** The name of what has the focus. */
  focused(): Promise<string>;
}

/** The keyboard of a page. */
export function keyboardOf(page: Page): Keyboard {
  const focused = () => page.evaluate<string>(nameOfFocused);
  const fits = (found: string, name: RegExp | string) => (typeof name === 'string' ? found === name : name.test(found));
  const reach: Keyboard['reach'] = async (name, key = 'Tab') => {
    for (let presses = 0; presses < 120; presses += 1) {
      await page.keyboard.press(key);
      if (fits(await focused(), name)) return;
    }
    throw new Error(`«${String(name)}» is not within reach of the ${key} key.`);
  };
  return {
    reach,
    focused,
    async fill(name, text) {
      await reach(name);
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type(text);
    },
    async choose(name, option) {
      await reach(name);
      await page.keyboard.press('Enter');
      await page.getByRole('listbox').waitFor();
      await page.keyboard.type(option);
      await page.keyboard.press('Enter');
      await page.getByRole('listbox').waitFor({ state: 'detached' });
    },
  };
}

const nameOfFocused = `(() => {
  const it = document.activeElement;
  if (it === document.body) return '';
  const named = (it.getAttribute('aria-labelledby') ?? '').split(' ').flatMap((id) => document.getElementById(id) ?? []);
  const label = it.labels?.[0];
  return (it.getAttribute('aria-label') ?? (named.length > 0 ? named.map((e) => e.textContent).join(' ') : label?.textContent) ?? it.textContent).trim();
})()`;
