import { useId } from 'react';
import type { ChoiceProps, Touch } from './choice-props.ts';
import { fetchControls } from './controls.ts';
import { Shape } from './shape.tsx';

interface ChoiceToComeProps<T extends string> extends ChoiceProps<T> {
  readonly touch: Touch;
  readonly onTouch: (touch: Touch) => void;
}

/** Stands for a choice until what opens it is there: it looks the same, is called the same, and has the same place in the order of the Tab key. */
export function ChoiceToCome<T extends string>(props: ChoiceToComeProps<T>) {
  const { label, value, placeholder = '', options, hint, error, lang, touch, onTouch } = props;
  const id = useId();
  const described = [hint === undefined ? [] : [`${id}-hint`], error === undefined ? [] : [`${id}-error`]].flat();
  const open = () => {
    onTouch({ hasFocus: true, isPressed: true });
    void fetchControls();
  };
  return (
    <div className="field">
      <span id={`${id}-label`} className="react-aria-Label" lang={lang}>
        {label}
      </span>
      <button
        type="button"
        className="select"
        aria-haspopup="listbox"
        aria-expanded={false}
        aria-busy={touch.isPressed}
        aria-labelledby={`${id}-value ${id}-label`}
        aria-describedby={described.join(' ') || undefined}
        onClick={open}
        onKeyDown={({ key }) => {
          if (key === 'ArrowDown' || key === 'ArrowUp') open();
        }}
        onFocus={() => onTouch({ ...touch, hasFocus: true })}
        onBlur={() => onTouch({ hasFocus: false, isPressed: false })}
      >
        <span id={`${id}-value`}>{options.find((it) => it.value === value)?.label ?? placeholder}</span>
        <Shape name="down" />
      </button>
      {hint !== undefined && (
        <span id={`${id}-hint`} className="hint" lang={lang}>
          {hint}
        </span>
      )}
      {error !== undefined && (
        <span id={`${id}-error`} role="alert" className="field-error">
          {error}
        </span>
      )}
    </div>
  );
}
