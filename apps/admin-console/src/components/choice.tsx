import { Button } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select, SelectValue } from 'react-aria-components/Select';
import { Shape } from './shape.tsx';

interface ChoiceProps<T extends string> {
  readonly label: string;
  /** Left out, nothing is chosen yet. */
  readonly value: T | undefined;
  /** What stands there until something is chosen. */
  readonly placeholder?: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

/** One of a few. Nothing happens while the arrow keys move over the options, only when one is chosen. */
export function Choice<T extends string>({ label, value, placeholder = '', options, onChange }: ChoiceProps<T>) {
  const choose = (key: unknown) => {
    const chosen = options.find((it) => it.value === key);
    if (chosen !== undefined && chosen.value !== value) onChange(chosen.value);
  };
  return (
    <Select className="field" value={value ?? null} placeholder={placeholder} onChange={choose}>
      <Label>{label}</Label>
      <Button className="select">
        <SelectValue />
        <Shape name="down" />
      </Button>
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
