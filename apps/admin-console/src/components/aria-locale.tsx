import type { ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { useIntl } from 'react-intl';

/** Gives a control of React Aria the reader's language, for what it says by itself. Beside the controls, so that nothing else brings React Aria along. */
export function AriaLocale({ children }: { readonly children: ReactNode }) {
  return <I18nProvider locale={useIntl().locale}>{children}</I18nProvider>;
}
