/** Markup that needs no further escaping. */
export interface Html {
  readonly markup: string;
}

type Insert = string | number | Html | readonly Html[];

/** Puts text into markup; whatever is not `Html` itself is escaped. */
export function html(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Html {
  const markup = parts.reduce((sum, part, index) => sum + render(inserts[index - 1]) + part);
  return { markup };
}

/** The five characters that mean something in HTML text and attributes, made harmless. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function render(insert: Insert | undefined): string {
  if (insert === undefined) return '';
  if (typeof insert === 'string') return escapeHtml(insert);
  if (typeof insert === 'number') return String(insert);
  return 'markup' in insert ? insert.markup : insert.map(({ markup }) => markup).join('');
}
