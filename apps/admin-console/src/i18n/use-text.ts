import { useCallback } from 'react';
import { useIntl } from 'react-intl';
import type { MessageId } from './messages.ts';

/** Values for the gaps of a sentence. */
export type Values = Readonly<Record<string, string | number>>;

/** Says a sentence by its name. */
export type Say = (id: MessageId, values?: Values) => string;

/** The sentences of the reader's language. */
export function useText(): Say {
  const intl = useIntl();
  return useCallback((id, values) => intl.formatMessage({ id }, { ...values }), [intl]);
}
