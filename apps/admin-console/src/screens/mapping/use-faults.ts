import { isBilagProblem, type Schemas } from '@bilag/client';
import { useText } from '../../i18n/use-text.ts';

type Finding = Schemas['MappingFinding'];

const known = ['ERP_UNKNOWN_LEDGER_ACCOUNT', 'ERP_UNKNOWN_DIMENSION_VALUE', 'ERP_UNKNOWN_TAX_CODE'] as const;

/** What is wrong at each place of a mapping, in words. */
export type FaultAt = (path: string) => string | undefined;

/** Joins what the person left out and what the service found, by place. */
export function useFaults(missing: readonly string[], findings: readonly Finding[]): FaultAt {
  const say = useText();
  return (path) => {
    if (missing.includes(path)) return say('mapping.required');
    const found = findings.find((it) => it.path === path);
    if (found === undefined) return undefined;
    const code = known.find((it) => it === found.code);
    return say(code === undefined ? 'mapping.fault.other' : `mapping.fault.${code}`);
  };
}

/** The findings with which the service refused a mapping; a single field that is wrong in itself is one too. */
export function findingsIn(error: Error | null): readonly Finding[] {
  if (!isBilagProblem(error) || error.problem === undefined) return [];
  const { findings, field, code, detail, remedy } = error.problem;
  if (findings !== undefined) return findings;
  return field === undefined ? [] : [{ path: field, value: '', code, message: detail, remedy }];
}
