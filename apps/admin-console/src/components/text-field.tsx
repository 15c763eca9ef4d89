import { type ChangeEvent, useId } from 'react';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is expected, said before anything is wrong. */
  readonly hint?: string | undefined;
  /** What is wrong. */
  readonly error?: string | undefined;
  readonly type?: 'text' | 'search' | 'date' | 'password' | 'url';
  /** The language of the label and the hint, when it is not the reader's. */
  readonly lang?: string | undefined;
  readonly inputMode?: 'numeric' | undefined;
  readonly maxLength?: number;
  readonly isRequired?: boolean;
}

/** A line of text with its label above it; what is expected and what is wrong are read with it. */
export function TextField(props: TextFieldProps) {
  const { label, value, onChange, hint, error, type = 'text', lang, inputMode, maxLength, isRequired } = props;
  const id = useId();
  const described = [hint === undefined ? [] : [`${id}-hint`], error === undefined ? [] : [`${id}-error`]].flat();
  return (
    <div className="field">
      <label htmlFor={id} lang={lang}>
        {label}
      </label>
      <input
        id={id}
        type={type}
        value={value}
        maxLength={maxLength}
        inputMode={inputMode}
        autoComplete={type === 'password' ? 'new-password' : 'off'}
        aria-required={isRequired || undefined}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={described.join(' ') || undefined}
        onChange={(event: ChangeEvent<HTMLInputElement>) => onChange(event.target.value)}
      />
      {hint !== undefined && (
        <span id={`${id}-hint`} className="hint" lang={lang}>
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
