import type { FastifyInstance, FastifyReply } from 'fastify';
import { ownValue } from '../own-value.ts';
import { reset } from '../reset.ts';
import type { MockWorld } from '../world.ts';
import { COMMON_FAULTS } from './common-faults.ts';
import { html } from './html.ts';
import { faultsSection } from './page-faults.ts';
import { financeSection } from './page-finance.ts';
import { journalsSection } from './page-journals.ts';
import { ledgerSection } from './page-ledger.ts';
import { queueSection } from './page-queue.ts';
import { requestsSection } from './page-requests.ts';
import { PAGE_STYLE } from './page-style.ts';
import type { Systems } from './systems.ts';

/** Adds the page at `/` and its plain forms; no script is needed. */
export function registerPage(app: FastifyInstance, world: MockWorld, systems: Systems): void {
  void app.register((page, _options, done) => {
    page.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, parsed) => {
      parsed(null, new URLSearchParams(String(body)));
    });
    page.get<{ Querystring: { refused?: unknown } }>('/', (request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header(
          'content-security-policy',
          "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'self'",
        )
        .send(renderPage(world, systems, textIn(request.query.refused))),
    );
    page.post('/page/booking-job', (_request, reply) => {
      systems.xledger.runBookingJob();
      return backTo('queue', reply);
    });
    page.post('/page/job-queue', (_request, reply) => {
      systems.businessCentral.runJobQueue();
      return backTo('journals', reply);
    });
    page.post('/page/finance-post', async (request, reply) => {
      const form = formOf(request.body);
      const outcome = await systems.finance.post(form.get('company') ?? '', form.get('journal') ?? '');
      if ('vouchers' in outcome) return backTo('finance', reply);
      return reply.redirect(`/?refused=${encodeURIComponent(outcome.infolog)}#finance`, 303);
    });
    page.post('/page/faults', (request, reply) => {
      addCommonFault(formOf(request.body), world);
      return backTo('faults', reply);
    });
    page.post('/page/faults/remove', (request, reply) => {
      world.faults.remove(formOf(request.body).get('id') ?? '');
      return backTo('faults', reply);
    });
    page.post('/page/faults/clear', (_request, reply) => {
      world.faults.clear();
      return backTo('faults', reply);
    });
    page.post('/page/reset', (_request, reply) => {
      reset(world);
      return backTo('ledger', reply);
    });
    done();
  });
}

function renderPage(world: MockWorld, { xledger, businessCentral, finance }: Systems, refused: string): string {
  const page = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bilag mock ERP</title><link rel="icon" href="data:,"><style>${{ markup: PAGE_STYLE }}</style></head>
<body>
  <header><h1>Bilag mock ERP</h1>
    <p>Xledger, Business Central and Finance &amp; Operations for development. Nothing here is real. The time here is ${world.clock.now().toISOString()}.</p>
    <nav aria-label="Sections"><a href="#ledger">Ledger</a><a href="#queue">Xledger queue</a><a href="#journals">Business Central journals</a><a href="#finance">Finance journals</a><a href="#faults">Faults</a><a href="#requests">Requests</a><a href="#reset">Reset</a></nav>
  </header>
  <main>${ledgerSection(world)}${queueSection(xledger)}${journalsSection(businessCentral)}${financeSection(finance, refused)}${faultsSection(world)}${requestsSection(world)}
    <section id="reset" aria-labelledby="reset-title"><h2 id="reset-title">Reset</h2>
      <p>Forgets all vouchers, queued rows, journals, faults, settings and requests, and sets the clock to real time.</p>
      <form method="post" action="/page/reset"><button class="danger">Reset everything</button></form></section>
  </main>
</body></html>`;
  return page.markup;
}

function addCommonFault(form: URLSearchParams, world: MockWorld): void {
  const fault = ownValue(COMMON_FAULTS, form.get('fault') ?? '');
  if (fault === undefined) return;
  const operation = form.get('operation') ?? '';
  const times = Number(form.get('times') ?? '');
  world.faults.add({
    effect: fault.effect,
    operation: operation === '' ? undefined : operation,
    times: times > 0 ? times : undefined,
  });
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function formOf(body: unknown): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams();
}

function backTo(section: string, reply: FastifyReply): FastifyReply {
  return reply.redirect(`/#${section}`, 303);
}
