import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { ComboBox } from 'react-aria-components/ComboBox';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Text } from 'react-aria-components/Text';
import { type CodeList, useCodes } from '../api/codes.ts';
import { useText } from '../i18n/use-text.ts';
import { AriaLocale } from './aria-locale.tsx';
import { Shape } from './shape.tsx';
import { useSettled } from './use-settled.ts';

interface CodeFieldProps {
  readonly organizationId: string;
  readonly list: CodeList;
  readonly label: string;
  /** A code of the accounting system; empty when there is none. */
  readonly value: string;
  readonly onChange: (code: string) => void;
  /** What is wrong with it by the service's word. */
  readonly error?: string | undefined;
  readonly isRequired?: boolean;
}

/**
 * One code among hundreds or thousands, found by its number or its name. What is typed is the code; its name stands below, so that a slip of the finger is
 * seen at once. A list that the accounting system does not offer leaves the typing free.
 */
export function CodeField({ organizationId, list, label, value, onChange, error, isRequired = false }: CodeFieldProps) {
  const say = useText();
  const [isVisited, setVisited] = useState(false);
  const [isSearching, setSearching] = useState(false);
  const search = useSettled(value.trim());
  const whole = useCodes(organizationId, list, '').data;
  // A list that came as a whole is searched here; of a longer one the service is asked.
  const isLong = whole !== undefined && !whole.isWhole;
  const part = useCodes(organizationId, list, isLong ? search : '').data;
  const found = (isLong ? part : whole)?.items ?? [];
  const known = found.find((it) => it.code === value.trim());
  const fits = found.filter(
    (it) => !isSearching || `${it.code} ${it.name}`.toLowerCase().includes(value.trim().toLowerCase()),
  );
  const isUnknown = whole?.isOffered === true && value.trim() !== '' && known === undefined && search === value.trim();
  const own =
    isVisited && !isSearching && isUnknown
      ? say('code.unknown')
      : known?.isClosed === true
        ? say('code.closed')
        : undefined;
  const wrong = error ?? own;
  return (
    <AriaLocale>
      <ComboBox
        className="field code-field"
        allowsCustomValue
        allowsEmptyCollection
        menuTrigger="input"
        inputValue={value}
        isInvalid={wrong !== undefined}
        items={fits.slice(0, 100)}
        isRequired={isRequired}
        validationBehavior="aria"
        defaultFilter={() => true}
        onInputChange={(typed) => {
          if (typed === value) return;
          setSearching(true);
          onChange(typed);
        }}
        onSelectionChange={(chosen) => {
          if (chosen === null) return;
          setSearching(false);
          onChange(String(chosen));
        }}
        onBlur={() => {
          setSearching(false);
          setVisited(true);
          if (value !== value.trim()) onChange(value.trim());
        }}
      >
        <Label>{label}</Label>
        <div className="code-input">
          <Input maxLength={100} />
          <Button className="select code-open" aria-label={say('code.open')}>
            <Shape name="down" />
          </Button>
        </div>
        {wrong === undefined ? (
          <Text slot="description" className="hint">
            {known?.name ?? ''}
          </Text>
        ) : (
          <Text slot="errorMessage" className="field-error">
            {wrong}
          </Text>
        )}
        <Popover className="popover">
          <ListBox renderEmptyState={() => <p className="option">{say('code.none')}</p>}>
            {(it: (typeof fits)[number]) => (
              <ListBoxItem id={it.code} textValue={it.code} className="option">
                {say(it.isClosed ? 'code.option.closed' : 'code.option', { code: it.code, name: it.name })}
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
      </ComboBox>
    </AriaLocale>
  );
}
