import { createHash } from 'node:crypto';
import type { AttachmentJson } from '../domain/attachment.ts';

let last = 0;

/** A PDF that no other test of this run has. */
export function aFileContent(): Uint8Array {
  last += 1;
  return new TextEncoder().encode(`%PDF-1.7 receipt ${Date.now()} ${last}`);
}

/** An attachment as it travels, of this file; at an address of its own. */
export function anAttachment(
  content: Uint8Array = aFileContent(),
  change: Partial<AttachmentJson> = {},
): AttachmentJson & { readonly url: string } {
  last += 1;
  return {
    fileName: `receipt ${last}.pdf`,
    mediaType: 'application/pdf',
    sizeBytes: content.byteLength,
    sha256: createHash('sha256').update(content).digest('hex'),
    url: `https://files.example/${last}?signature=secret-${last}`,
    ...change,
  };
}
