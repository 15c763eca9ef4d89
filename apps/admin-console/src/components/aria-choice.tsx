import { useLayoutEffect, useRef } from 'react';
import { Button } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select, SelectValue } from 'react-aria-components/Select';
import { Text } from 'react-aria-components/Text';
import { AriaLocale } from './aria-locale.tsx';
import type { ChoiceProps, Touch } from './choice-props.ts';
import { Shape } from './shape.tsx';

interface AriaChoiceProps<T extends string> extends ChoiceProps<T> {
  /** What was done to whatever stood here before. */
  readonly touch: Touch;
}

/** A choice as React Aria makes it. It goes on from where somebody was who had reached it already. */
export function AriaChoice<T extends string>(props: AriaChoiceProps<T>) {
  const { label, value, placeholder = '', options, onChange, hint, error, lang, touch } = props;
  const button = useRef<HTMLButtonElement>(null);
  const hadFocus = useRef(touch.hasFocus);
  useLayoutEffect(() => {
    if (hadFocus.current) button.current?.focus();
    hadFocus.current = false;
  }, []);
  const choose = (key: unknown) => {
    const chosen = options.find((it) => it.value === key);
    if (chosen !== undefined && chosen.value !== value) onChange(chosen.value);
  };
  return (
    <AriaLocale>
      <Select
        className="field"
        value={value ?? null}
        placeholder={placeholder}
        isInvalid={error !== undefined}
        defaultOpen={touch.isPressed}
        onChange={choose}
      >
        <Label lang={lang}>{label}</Label>
        <Button ref={button} className="select">
          <SelectValue />
          <Shape name="down" />
        </Button>
        {hint !== undefined && (
          <Text slot="description" className="hint" lang={lang}>
            {hint}
          </Text>
        )}
        {error !== undefined && (
          <Text slot="errorMessage" className="field-error">
            {error}
          </Text>
        )}
        <Popover className="popover">
          <ListBox>
            {options.map((it) => (
              <ListBoxItem key={it.value} id={it.value} className="option">
                {it.label}
              </ListBoxItem>
            ))}
          </ListBox>
        </Popover>
      </Select>
    </AriaLocale>
  );
}
