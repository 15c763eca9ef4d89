import type {
  AccountingGateway,
  EnginePorts,
  GatewayProvider,
  LeasedLane,
  OutboxStore,
  VoucherReference,
} from '@bilag/core';
import { type Attributes, type Context, context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { attribute } from './attributes.ts';
import { sampledContextOf } from './stored-trace.ts';

const tracer = trace.getTracer('bilag.engine');

/** A voucher of a sampled approval, on its way through one turn of a lane. */
interface Journey {
  readonly approval: Context;
  readonly attributes: Attributes;
  /** From before its intent is committed until its outcome is. */
  delivery?: Span;
}

type Journeys = Map<VoucherReference, Journey>;

/**
 * The engine's ports, with a span for each step of a voucher: it goes on with the trace in which the approval came, whatever process and day it is. Of a call for
 * many vouchers the requests are in the trace of the first; the others refer to it. An approval that is not sampled costs nothing here.
 */
export function tracedEngine(ports: EnginePorts): EnginePorts {
  const lanes = new Map<string, Journeys>();
  return {
    ...ports,
    outbox: { ...ports.outbox, ...tracedOutbox(ports.outbox, lanes) },
    gateways: tracedGateways(ports.gateways, lanes),
  };
}

function tracedOutbox(outbox: OutboxStore, lanes: Map<string, Journeys>): Partial<OutboxStore> {
  const read =
    (which: 'readDue' | 'readInDoubt'): OutboxStore['readDue'] =>
    async (lane, limit) => {
      const due = await outbox[which](lane, limit);
      const journeys = journeysOf(lane, lanes);
      for (const { entry, traceparent } of due) {
        const approval = sampledContextOf(traceparent);
        if (approval === undefined) continue;
        const { organizationId, recordId, reference } = entry;
        const attributes = {
          [attribute.organization]: organizationId,
          [attribute.record]: recordId,
          [attribute.reference]: reference,
        };
        journeys.set(reference, { ...journeys.get(reference), approval, attributes });
      }
      return due;
    };
  const leave = (organizationId: string, outcome: string) => {
    for (const it of lanes.get(organizationId)?.values() ?? []) end(it, outcome);
    lanes.delete(organizationId);
  };
  return {
    async leaseLanes(request) {
      const leased = await outbox.leaseLanes(request);
      // What is left of a turn that ended without a word: the lane was lost.
      for (const { organizationId } of leased) leave(organizationId, 'lane-lost');
      return leased;
    },
    readDue: read('readDue'),
    readInDoubt: read('readInDoubt'),
    async openAttempts(lane, intents, operationMs) {
      const journeys = journeysOf(lane, lanes);
      const begun = intents.flatMap(({ entry, next }) => {
        const journey = journeys.get(entry.reference);
        if (journey === undefined) return [];
        const attributes = { ...journey.attributes, [attribute.attempt]: next.attempts };
        journey.delivery = tracer.startSpan('deliver voucher', { attributes }, journey.approval);
        return [journey];
      });
      const grant = await within('commit intent', begun.map(deliveryOf), () =>
        outbox.openAttempts(lane, intents, operationMs),
      );
      if (typeof grant !== 'object') begun.forEach((it) => end(it, grant === 'stale' ? 'stale' : 'lane-lost'));
      return grant;
    },
    async recordOutcomes(lane, outcomes) {
      const journeys = journeysOf(lane, lanes);
      const told = outcomes.flatMap(({ entry, next, log }) => {
        const journey = journeys.get(entry.reference);
        return journey === undefined || log === null ? [] : [{ journey, next, log }];
      });
      const isOurs = await within(
        'record outcome',
        told.map(({ journey }) => deliveryOf(journey)),
        () => outbox.recordOutcomes(lane, outcomes),
      );
      for (const { journey, log } of told) end(journey, isOurs ? log.result : 'lane-lost', log.errorCode);
      return isOurs;
    },
    async release(lane, release) {
      leave(lane.organizationId, 'left');
      return await outbox.release(lane, release);
    },
  };
}

function journeysOf({ organizationId }: LeasedLane, lanes: Map<string, Journeys>): Journeys {
  const known = lanes.get(organizationId) ?? new Map();
  lanes.set(organizationId, known);
  return known;
}

/** Where the next step of it hangs: below its delivery, if one is under way. */
const deliveryOf = ({ approval, delivery, attributes }: Journey) => ({
  parent: delivery === undefined ? approval : trace.setSpan(approval, delivery),
  attributes,
});

function end(journey: Journey, outcome: string, errorCode: string | null = null): void {
  const { delivery } = journey;
  if (delivery === undefined) return;
  delivery.setAttribute(attribute.outcome, outcome);
  if (errorCode !== null) {
    delivery.setAttribute(attribute.errorCode, errorCode);
    delivery.setStatus({ code: SpanStatusCode.ERROR });
  }
  delivery.end();
  delete journey.delivery;
}

interface Place {
  readonly parent: Context;
  readonly attributes: Attributes;
}

/** One span for each, over the whole of the work, which happens within the first. `tell` says what became of each. */
async function within<T>(
  name: string,
  places: readonly Place[],
  work: () => Promise<T>,
  tell?: (result: T, at: number, span: Span) => void,
): Promise<T> {
  const spans: Span[] = [];
  for (const { parent, attributes } of places) {
    const [first] = spans;
    const links = first === undefined ? [] : [{ context: first.spanContext() }];
    spans.push(
      tracer.startSpan(name, { attributes: { ...attributes, [attribute.batchSize]: places.length }, links }, parent),
    );
  }
  const [first] = spans;
  const [place] = places;
  if (first === undefined || place === undefined) return await work();
  try {
    const result = await context.with(trace.setSpan(place.parent, first), work);
    if (tell !== undefined) spans.forEach((span, at) => tell(result, at, span));
    return result;
  } catch (error) {
    for (const it of spans) it.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    for (const it of spans) it.end();
  }
}

/** One around each gateway, as callers tell gateways apart. */
function tracedGateways(gateways: GatewayProvider, lanes: ReadonlyMap<string, Journeys>): GatewayProvider {
  const known = new WeakMap<AccountingGateway, AccountingGateway>();
  return {
    async gatewayFor(integration) {
      const gateway = await gateways.gatewayFor(integration);
      const traced = known.get(gateway) ?? tracedGateway(gateway, integration, lanes);
      known.set(gateway, traced);
      return traced;
    },
  };
}

function tracedGateway(
  gateway: AccountingGateway,
  { organizationId, connector }: { readonly organizationId: string; readonly connector: string },
  lanes: ReadonlyMap<string, Journeys>,
): AccountingGateway {
  const call = async <A extends { readonly kind: string }>(
    name: string,
    asked: readonly { readonly reference: VoucherReference }[],
    work: () => Promise<ReadonlyMap<VoucherReference, A>>,
  ) => {
    const journeys = lanes.get(organizationId);
    const traced = asked.flatMap(({ reference }) => {
      const journey = journeys?.get(reference);
      return journey === undefined ? [] : [{ reference, place: deliveryOf(journey) }];
    });
    const places = traced.map(({ place: { parent, attributes } }) => ({
      parent,
      attributes: { ...attributes, [attribute.connector]: connector },
    }));
    return await within(name, places, work, (answers, at, span) => {
      const reference = traced[at]?.reference;
      const answer = reference === undefined ? undefined : answers.get(reference);
      span.setAttribute(attribute.outcome, answer?.kind ?? 'unanswered');
    });
  };
  return {
    ...gateway,
    postVouchers: (vouchers, bounds) => call('post voucher', vouchers, () => gateway.postVouchers(vouchers, bounds)),
    findVouchers: (queries, bounds) => call('look up voucher', queries, () => gateway.findVouchers(queries, bounds)),
  };
}
