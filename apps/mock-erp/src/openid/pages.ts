import type { Answer } from '../answer.ts';
import { type Html, html } from '../control/html.ts';
import { PAGE_STYLE } from '../control/page-style.ts';
import { OPENID_USERS, type OpenidUser } from './users.ts';

/** Asks who signs in. `formTarget` is the origin that the browser goes on to; it is named, or browsers block the way there. */
export function chooserPage(pending: string, formTarget: string): Answer {
  const content = html`<p>This is for development: nobody is asked for a password.</p>
    <form method="post" action="/openid/authorize">
      <input type="hidden" name="pending" value="${pending}">
      ${Object.values(OPENID_USERS).map(userButton)}
      <button class="danger" name="cancel" value="yes">Cancel</button>
    </form>`;
  return page({ status: 200, title: 'Who signs in?', content, formTarget });
}

/** Tells the person what went wrong or was done. */
export function messagePage(status: number, title: string, message: string): Answer {
  return page({ status, title, content: html`<p>${message}</p>`, formTarget: "'none'" });
}

function userButton({ sub, name, role, organization_id: organization }: OpenidUser): Html {
  const what = [role ?? 'no role', organization].filter((word) => word !== undefined).join(', ');
  return html`<button name="user" value="${sub}">${name} (${what})</button>`;
}

interface Page {
  readonly status: number;
  readonly title: string;
  readonly content: Html;
  readonly formTarget: string;
}

function page({ status, title, content, formTarget }: Page): Answer {
  const { markup } = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="icon" href="data:,"><style>${{ markup: PAGE_STYLE }}</style></head>
<body><main><h1>${title}</h1>${content}</main></body></html>`;
  const policy = [
    "default-src 'none'",
    'img-src data:',
    "style-src 'unsafe-inline'",
    `form-action ${formTarget}`,
    "frame-ancestors 'none'",
  ].join('; ');
  const headers = {
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  };
  return { status, headers, contentType: 'text/html; charset=utf-8', body: markup };
}
