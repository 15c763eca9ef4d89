import type { Schemas } from '@bilag/client';
import { usePreferences } from '../preferences/preferences.ts';
import { ForeignText } from './foreign-text.tsx';

type Told = Pick<Schemas['Failure'], 'title' | 'message'>;

/** What went wrong, as it was written when it did. That is mostly English, so whoever reads another language is first told what its code means. */
export function FailureWords({ failure: { title, message } }: { readonly failure: Told }) {
  const { language } = usePreferences();
  return (
    <div className="failure-words">
      {language !== 'en' && <p>{title}</p>}
      <p>
        <ForeignText>{message}</ForeignText>
      </p>
    </div>
  );
}
