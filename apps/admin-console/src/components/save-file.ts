/** Hands a file to the browser, which puts it where the person keeps downloads. */
export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken hold of it when the click returns; a later turn is for those that have not.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
