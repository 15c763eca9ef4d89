import { type ReactNode, useId } from 'react';
import { Badge } from '../../components/badge.tsx';
import { useText } from '../../i18n/use-text.ts';

interface StepProps {
  readonly title: string;
  readonly isDone: boolean;
  /** What a step that is done is called. */
  readonly done?: string;
  readonly children: ReactNode;
}

/** One step of the set-up, and whether it is done. */
export function Step({ title, isDone, done, children }: StepProps) {
  const say = useText();
  const id = useId();
  return (
    <section className="step" aria-labelledby={id}>
      <div className="actions">
        <h2 id={id}>{title}</h2>
        <Badge tone={isDone ? 'good' : 'quiet'} shape={isDone ? 'check' : 'clock'}>
          {isDone ? (done ?? say('settings.step.done')) : say('settings.step.open')}
        </Badge>
      </div>
      {children}
    </section>
  );
}
