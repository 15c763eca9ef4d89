import { useText } from '../../i18n/use-text.ts';
import type { Field } from './fields.ts';
import type { FormValues } from './form-values.ts';
import { SchemaField } from './schema-field.tsx';

interface SchemaFieldsProps {
  readonly fields: readonly Field[];
  readonly values: FormValues;
  readonly onChange: (path: string, value: string) => void;
  readonly errorOf: (path: string) => string | undefined;
}

/** What must be filled in, and below it, folded away, what may be. A fold with something wrong inside is open. */
export function SchemaFields({ fields, values, onChange, errorOf }: SchemaFieldsProps) {
  const say = useText();
  const isMain = ({ isRequired, axis }: Field) => isRequired || axis !== undefined;
  const rest = fields.filter((it) => !isMain(it));
  const show = (field: Field) => (
    <SchemaField
      key={field.path}
      field={field}
      value={values[field.path] ?? ''}
      onChange={(value) => onChange(field.path, value)}
      error={errorOf(field.path)}
    />
  );
  return (
    <>
      <div className="form-grid">{fields.filter(isMain).map(show)}</div>
      {rest.length > 0 && (
        <details open={rest.some((it) => errorOf(it.path) !== undefined) || undefined}>
          <summary>{say('connection.more')}</summary>
          <div className="form-grid">{rest.map(show)}</div>
        </details>
      )}
    </>
  );
}
