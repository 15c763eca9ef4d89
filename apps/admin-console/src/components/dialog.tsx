import { useText } from '../i18n/use-text.ts';
import { useControls } from './controls.ts';
import type { DialogProps } from './dialog-props.ts';
import { Notice } from './notice.tsx';

/** A question that has to be answered first. */
export function Dialog(props: DialogProps) {
  const say = useText();
  const { controls, isLost } = useControls(props.isOpen);
  if (controls !== undefined) return <controls.AriaDialog {...props} />;
  if (!props.isOpen || !isLost) return null;
  return (
    <div role="alert">
      <Notice level="warning" title={say('controls.lost')} />
    </div>
  );
}
