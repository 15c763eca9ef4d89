import { useState } from 'react';
import { useText } from '../i18n/use-text.ts';
import type { ChoiceProps, Touch } from './choice-props.ts';
import { ChoiceToCome } from './choice-to-come.tsx';
import { useControls } from './controls.ts';

/** One of a few. Nothing happens while the arrow keys move over the options, only when one is chosen. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const say = useText();
  const { controls, isLost } = useControls();
  const [touch, setTouch] = useState<Touch>({ hasFocus: false, isPressed: false });
  if (controls === undefined) {
    const error = isLost && touch.isPressed ? say('controls.lost') : props.error;
    return <ChoiceToCome {...props} error={error} touch={touch} onTouch={setTouch} />;
  }
  return <controls.AriaChoice {...props} touch={touch} />;
}
