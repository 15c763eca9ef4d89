let isFirst = true;

/** Whether it is the screen with which the browser began: there the focus is left where the browser put it. True once. */
export function isFirstPage(): boolean {
  const was = isFirst;
  isFirst = false;
  return was;
}
