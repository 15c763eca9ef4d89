import type { FaultEffect } from '../fault-effects.ts';
import type { NewFaultRule } from '../fault-rules.ts';
import { ownValue } from '../own-value.ts';
import { checkSettings, type SettingsBoard } from '../settings-board.ts';
import { COMMON_FAULTS } from './common-faults.ts';
import { InputError, oneOf, optionalNumber, optionalText, readObject, refuseUnknown } from './input.ts';

const RULE_FIELDS = ['id', 'system', 'operation', 'bodyIncludes', 'nth', 'probability', 'seed', 'times', 'effect'];
const SYSTEMS = ['xledger', 'business-central', 'finance', 'entra', 'openid', 'key-vault'] as const;
const KINDS = [
  'status',
  'delay',
  'hang',
  'late-commit',
  'drop-before',
  'commit-then-drop',
  'commit-then-status',
  'truncate',
  'reset',
  'gzip',
  'settings',
  'revoke-tokens',
  'partial-batch',
  'omit-batch-results',
  'shuffle-batch-results',
] as const;
const LONGEST_DELAY_MS = 600_000;

/** Reads a fault rule as posted; its effect may be the name of a common one. @throws {InputError} saying which field is wrong. */
export function readFaultRule(body: unknown, settings: SettingsBoard): NewFaultRule {
  const fields = readObject(body);
  refuseUnknown(fields, RULE_FIELDS);
  const probability = optionalNumber(fields, 'probability');
  if (probability !== undefined && (probability < 0 || probability > 1))
    throw new InputError('probability goes from 0 to 1');
  return {
    id: optionalText(fields, 'id'),
    system: fields['system'] === undefined ? undefined : oneOf(fields['system'], SYSTEMS, 'system'),
    operation: optionalText(fields, 'operation'),
    bodyIncludes: optionalText(fields, 'bodyIncludes'),
    nth: readNth(fields['nth']),
    probability,
    seed: optionalNumber(fields, 'seed'),
    times: optionalNumber(fields, 'times'),
    effect: readEffect(fields['effect'], settings),
  };
}

function readNth(value: unknown): number[] | undefined {
  if (value === undefined) return undefined;
  const counts: unknown[] = Array.isArray(value) ? value : [];
  const numbers = counts.filter((count): count is number => Number.isInteger(count) && Number(count) > 0);
  if (numbers.length === 0 || numbers.length < counts.length)
    throw new InputError('nth must be a list of counts from 1');
  return numbers;
}

function readEffect(value: unknown, settings: SettingsBoard): FaultEffect {
  if (typeof value === 'string') return namedEffect(value);
  const effect = readObject(value, 'effect');
  const kind = oneOf(effect['kind'], KINDS, 'effect.kind');
  switch (kind) {
    case 'delay':
      return readDelay(effect);
    case 'hang':
      refuseUnknown(effect, ['kind', 'when'], 'effect');
      return { kind, when: readWhen(effect) };
    case 'late-commit':
      return readLateCommit(effect);
    case 'status':
    case 'commit-then-status':
      return { kind, ...readAnswer(effect) };
    case 'reset':
      return { kind, afterBytes: readCount(effect, 'afterBytes') };
    case 'partial-batch':
    case 'omit-batch-results':
      return { kind, items: readCount(effect, 'items') };
    case 'settings':
      return { kind, changes: readChanges(effect, settings) };
    case 'drop-before':
    case 'commit-then-drop':
    case 'truncate':
    case 'gzip':
    case 'revoke-tokens':
    case 'shuffle-batch-results':
      refuseUnknown(effect, ['kind'], 'effect');
      return { kind };
  }
}

function namedEffect(name: string): FaultEffect {
  const common = ownValue(COMMON_FAULTS, name);
  if (common === undefined) {
    throw new InputError(`There is no common fault ${name}; known are ${Object.keys(COMMON_FAULTS).join(', ')}`);
  }
  return common.effect;
}

function readChanges(effect: Record<string, unknown>, settings: SettingsBoard) {
  refuseUnknown(effect, ['kind', 'changes'], 'effect');
  const changes = readObject(effect['changes'], 'effect.changes');
  checkSettings(settings, changes);
  return Object.fromEntries(Object.entries(changes).map(([system, fields]) => [system, readObject(fields, system)]));
}

function readLateCommit(effect: Record<string, unknown>): FaultEffect {
  refuseUnknown(effect, ['kind', 'ms', 'status'], 'effect');
  const kind = 'late-commit';
  return effect['status'] === undefined
    ? { kind, ms: readMs(effect) }
    : { kind, ms: readMs(effect), status: readStatus(effect) };
}

function readWhen(effect: Record<string, unknown>): 'before' | 'after' {
  return effect['when'] === undefined ? 'before' : oneOf(effect['when'], ['before', 'after'], 'when');
}

function readCount(effect: Record<string, unknown>, name: 'afterBytes' | 'items'): number {
  refuseUnknown(effect, ['kind', name], 'effect');
  const count = optionalNumber(effect, name);
  if (count === undefined || !Number.isInteger(count) || count < 0)
    throw new InputError(`effect.${name} must be a count`);
  return count;
}

function readMs(effect: Record<string, unknown>): number {
  const ms = optionalNumber(effect, 'ms');
  if (ms === undefined || ms < 0 || ms > LONGEST_DELAY_MS)
    throw new InputError(`ms goes from 0 to ${LONGEST_DELAY_MS}`);
  return ms;
}

function readStatus(effect: Record<string, unknown>): number {
  const status = optionalNumber(effect, 'status');
  if (status === undefined || !Number.isInteger(status) || status < 200 || status > 599) {
    throw new InputError('effect.status must be an HTTP status from 200 to 599');
  }
  return status;
}

function readDelay(effect: Record<string, unknown>): FaultEffect {
  refuseUnknown(effect, ['kind', 'ms', 'when'], 'effect');
  return { kind: 'delay', ms: readMs(effect), when: readWhen(effect) };
}

function readAnswer(effect: Record<string, unknown>) {
  refuseUnknown(effect, ['kind', 'status', 'headers', 'body', 'contentType'], 'effect');
  const contentType = optionalText(effect, 'contentType');
  return {
    status: readStatus(effect),
    headers: readHeaders(effect['headers']),
    body: effect['body'],
    ...(contentType === undefined ? {} : { contentType }),
  };
}

function readHeaders(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(readObject(value, 'effect.headers')).map(([name, text]) => [name, String(text)]),
  );
}
