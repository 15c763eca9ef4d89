import { type ChangeEvent, useId } from 'react';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is expected, said before anything is wrong. */
  readonly hint?: string;
  /** What is wrong. */
  readonly error?: string | undefined;
  readonly type?: 'text' | 'search';
  readonly maxLength?: number;
  readonly isRequired?: boolean;
}

/** A line of text with its label above it; what is expected and what is wrong are read with it. */
export function TextField(props: TextFieldProps) {
  const { label, value, onChange, hint, error, type = 'text', maxLength, isRequired } = props;
  const id = useId();
  const described = [hint === undefined ? [] : [`${id}-hint`], error === undefined ? [] : [`${id}-error`]].flat();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={type}
        value={value}
        maxLength={maxLength}
        autoComplete="off"
        aria-required={isRequired || undefined}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={described.join(' ') || undefined}
        onChange={(event: ChangeEvent<HTMLInputElement>) => onChange(event.target.value)}
      />
      {hint !== undefined && (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
      {error !== undefined && (
        <span id={`${id}-error`} className="field-error">
          {error}
        </span>
      )}
    </div>
  );
}
