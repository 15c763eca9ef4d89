import { Button } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select, SelectValue } from 'react-aria-components/Select';
import { Text } from 'react-aria-components/Text';
import { Shape } from './shape.tsx';

interface ChoiceProps<T extends string> {
  readonly label: string;
  /** Left out, nothing is chosen yet. */
  readonly value: T | undefined;
  /** What stands there until something is chosen. */
  readonly placeholder?: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
  /** What is expected, said before anything is wrong. */
  readonly hint?: string | undefined;
  /** What is wrong. */
  readonly error?: string | undefined;
  readonly lang?: string | undefined;
}

/** One of a few. Nothing happens while the arrow keys move over the options, only when one is chosen. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { label, value, placeholder = '', options, onChange, hint, error, lang } = props;
  const choose = (key: unknown) => {
    const chosen = options.find((it) => it.value === key);
    if (chosen !== undefined && chosen.value !== value) onChange(chosen.value);
  };
  return (
    <Select
      className="field"
      value={value ?? null}
      placeholder={placeholder}
      isInvalid={error !== undefined}
      onChange={choose}
    >
      <Label lang={lang}>{label}</Label>
      <Button className="select">
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
  );
}
