import { maxKeptFindings, type MappingPreview as Preview } from '@bilag/core';
import { findingView } from './finding-view.ts';
import type { MappingPreview } from './schemas/mapping-preview.ts';
import { problemView, voucherView } from './voucher-view.ts';

/** What a field mapping would do, as the API shows it. */
export function mappingPreviewView({ masterDataReadAt, findings, effects, hasMore, sample }: Preview): MappingPreview {
  return {
    masterDataReadAt: masterDataReadAt?.toISOString() ?? null,
    findingCount: findings.length,
    findings: findings.slice(0, maxKeptFindings).map((it) => findingView(it)),
    effects: effects.map(({ problem, ...rest }) => ({ ...rest, problem: problem ? problemView(problem) : null })),
    hasMore,
    sample: sample === undefined ? null : { recordId: sample.recordId, voucher: voucherView(sample.voucher) },
  };
}
