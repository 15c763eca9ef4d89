import { Choice } from '../../components/choice.tsx';
import { TextArea } from '../../components/text-area.tsx';
import { TextField } from '../../components/text-field.tsx';
import { Tick } from '../../components/tick.tsx';
import { useText } from '../../i18n/use-text.ts';
import type { Field } from './fields.ts';
import { useFieldWords } from './use-field-words.ts';

interface SchemaFieldProps {
  readonly field: Field;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}

/** One field as its schema describes it. */
export function SchemaField({ field, value, onChange, error }: SchemaFieldProps) {
  const say = useText();
  const { label, hint, lang } = useFieldWords()(field);
  const common = { label, hint, lang, error, value, onChange };
  switch (field.kind) {
    case 'flag':
      return (
        <div className="field">
          <Tick isOn={value === 'true'} onChange={(isOn) => onChange(String(isOn))} lang={lang}>
            {label}
          </Tick>
          {hint !== undefined && <span className="hint">{hint}</span>}
        </div>
      );
    case 'choice': {
      const options = field.options.map((it) => ({ value: it, label: it }));
      const none = field.isRequired ? [] : [{ value: '', label: say('connection.none') }];
      return (
        <Choice
          {...common}
          value={value === '' && field.isRequired ? undefined : value}
          placeholder={say('connection.choose')}
          options={[...none, ...options]}
        />
      );
    }
    case 'secret-lines':
      return <TextArea {...common} />;
    case 'secret':
      return <TextField {...common} type="password" isRequired={field.isRequired} />;
    case 'whole':
      return <TextField {...common} inputMode="numeric" isRequired={field.isRequired} />;
    case 'text':
    case 'list':
      return <TextField {...common} isRequired={field.isRequired} />;
  }
}
