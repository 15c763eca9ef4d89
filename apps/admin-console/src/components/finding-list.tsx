import type { Schemas } from '@bilag/client';
import { usePlaceName } from '../i18n/use-place-name.ts';
import { useText } from '../i18n/use-text.ts';
import { usePreferences } from '../preferences/preferences.ts';
import { ForeignText } from './foreign-text.tsx';

type Finding = Schemas['MappingFinding'];

/** What must be corrected in a field mapping: where, what is wrong there, and what to do. What was written in English comes last for whoever reads another language. */
export function FindingList({ findings }: { readonly findings: readonly Finding[] }) {
  const say = useText();
  const placeName = usePlaceName();
  const { language } = usePreferences();
  return (
    <ul>
      {findings.map((finding) => {
        const { path, code, value, message, remedy } = finding;
        const place = placeName(path);
        return (
          <li key={`${path} ${code}`}>
            <strong>{value === '' ? place : say('mapping.fault.at', { place, value })}.</strong>{' '}
            {language !== 'en' && `${say(faultOf(finding))} `}
            {remedy} <ForeignText>{message}</ForeignText>
          </li>
        );
      })}
    </ul>
  );
}

/** What is wrong, in words for any place. */
function faultOf({ code, path }: Finding) {
  if (code === 'ERP_UNKNOWN_LEDGER_ACCOUNT' || code === 'ERP_UNKNOWN_TAX_CODE') return `mapping.fault.${code}` as const;
  if (code !== 'ERP_UNKNOWN_DIMENSION_VALUE') return 'mapping.fault.other';
  return /costCenter$/i.test(path) ? 'mapping.fault.ERP_UNKNOWN_DIMENSION_VALUE' : 'mapping.fault.dimension';
}
