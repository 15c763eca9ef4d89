import { createHash } from 'node:crypto';
import type { ReceiptFile } from '@bilag/core';
import type { XledgerBody } from './xledger-client.ts';

const mutation =
  'mutation Attach($inputs: [UpdateGLImportItemsInput!]!) { updateGLImportItems(inputs: $inputs) { edges { node { dbId } } } }';

/**
 * The request that puts a file on a row of the import queue: a form with the file and, as its last part, the JSON whose `invoiceFile` names
 * it. Equal for equal receipts. The field holds one file, so a repeat puts the same one in its place.
 * @source reference of the Xledger API, section 8, read 2026-11: the form is known from other mutations; that `invoiceFile` of a row names
 *   the file, that an update leaves alone what it does not name, and that the field is replaced, are inferences.
 */
export function attachingBody(rowId: string, { fileName, mediaType, content }: ReceiptFile): XledgerBody {
  const name = quotable(fileName);
  const json = JSON.stringify({
    query: mutation,
    variables: { inputs: [{ node: { dbId: rowId, invoiceFile: name } }] },
  });
  const boundary = boundaryFor(content, json);
  const head = [
    `--${boundary}`,
    `Content-Disposition: form-data; name="${name}"; filename="${name}"`,
    `Content-Type: ${/^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : 'application/octet-stream'}`,
    '',
    '',
  ];
  const tail = ['', `--${boundary}`, 'Content-Disposition: form-data; name="content"', '', json, `--${boundary}--`, ''];
  const bytes = Buffer.concat([Buffer.from(head.join('\r\n')), content, Buffer.from(tail.join('\r\n'))]);
  return { contentType: `multipart/form-data; boundary=${boundary}`, bytes };
}

/** A name that stands in a header as it is. */
function quotable(fileName: string): string {
  return fileName.replaceAll(/[^\w.-]/g, '_');
}

/** A line that the parts cannot hold, as it is made from what they hold. */
function boundaryFor(content: Uint8Array, json: string): string {
  return `bilag-${createHash('sha256').update(content).update(json).digest('hex')}`;
}
