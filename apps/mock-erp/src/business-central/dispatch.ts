import type { Answer } from '../answer.ts';
import { type Call, operationOf } from './call.ts';
import { BusinessCentralError, badRequest, errorAnswer, methodNotAllowed } from './errors.ts';
import { readTarget } from './read-target.ts';
import { resolve } from './resolve.ts';
import type { Service } from './service.ts';
import { runAction, writeTarget } from './write-target.ts';

/** Answers a call, refusals included; what a refused call has changed is for the caller to take back. */
export function dispatch(service: Service, call: Call): Answer {
  try {
    checkPermission(service, call);
    const target = resolve(call, service.companies, service.openBooks);
    if (call.method === 'GET') return readTarget(service, call, target);
    checkIntent(call);
    if (target.books === undefined) throw methodNotAllowed(target.set.type.set);
    if (target.action !== undefined) return runAction(call, target, target.books);
    return writeTarget(call, target, target.books);
  } catch (error) {
    if (error instanceof BusinessCentralError) return errorAnswer(error);
    throw error;
  }
}

/** @source dynamics.md §4.1, 2026-11; the text is invented. */
function checkIntent({ headers }: Call): void {
  if (headers['data-access-intent']?.toLowerCase() !== 'readonly') return;
  throw badRequest('The request cannot write with the data access intent ReadOnly.', 'BadRequest_InvalidOperation');
}

/** A missing table permission looks like a defect of the server. @source dynamics.md §3.4, 2026-11 */
function checkPermission({ settings }: Service, call: Call): void {
  const operation = operationOf(call);
  const isDenied = settings.deniedOperations.some((it) => operation === it || operation.startsWith(`${it}.`));
  if (!isDenied) return;
  throw new BusinessCentralError(
    403,
    'Internal_ServerError',
    'Sorry, the current permissions prevented the action. (TableData 81 Gen. Journal Line Insert: Base Application)',
  );
}
