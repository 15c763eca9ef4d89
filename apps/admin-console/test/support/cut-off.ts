import type { Page } from 'playwright-core';

/**
 * What a person cannot get at on the page as it is: what lies outside of the window where nothing scrolls, and content that its own box cuts off. Nothing when
 * all is well. Parts that scroll by themselves, such as a payload, are no fault; what is only for screen readers is not looked at.
 */
export const cutOff = (page: Page): Promise<readonly string[]> => page.evaluate<readonly string[]>(findCutOff);

const findCutOff = `(() => {
  const slack = 1;
  const ancestors = (it) => (it.parentElement === null ? [] : [it.parentElement, ...ancestors(it.parentElement)]);
  const scrolls = (it, way) => /auto|scroll/.test(getComputedStyle(it)[way]);
  const hides = (it, way) => /hidden|clip/.test(getComputedStyle(it)[way]);
  const isTiny = (it) => it.clientWidth <= slack && it.clientHeight <= slack;
  const isForEyes = (it) =>
    it.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    ![it, ...ancestors(it)].some((box) => box.classList.contains('visually-hidden') || (hides(box, 'overflowX') && isTiny(box)));
  const named = (it) => it.tagName.toLowerCase() + '.' + it.className + ' «' + it.textContent.trim().slice(0, 40) + '»';
  const findings = [];
  for (const it of document.querySelectorAll('body *')) {
    if (!isForEyes(it)) continue;
    const { left, right, top, bottom, width, height } = it.getBoundingClientRect();
    if (width === 0 || height === 0) continue;
    const around = ancestors(it).filter((box) => box !== document.body && box !== document.documentElement);
    const isBeside = left < -slack || right > window.innerWidth + slack;
    if (isBeside && !around.some((box) => scrolls(box, 'overflowX'))) findings.push('outside of the window: ' + named(it));
    const isFixed = [it, ...around].some((box) => getComputedStyle(box).position === 'fixed');
    const isBelow = isFixed && (top < -slack || bottom > window.innerHeight + slack);
    if (isBelow && ![it, ...around].some((box) => scrolls(box, 'overflowY'))) findings.push('cannot be scrolled to: ' + named(it));
    if (it.matches('input, textarea, select, svg, svg *')) continue;
    if (hides(it, 'overflowX') && it.scrollWidth > it.clientWidth + slack) findings.push('cut at its side: ' + named(it));
    if (hides(it, 'overflowY') && it.scrollHeight > it.clientHeight + slack) findings.push('cut at its bottom: ' + named(it));
  }
  return findings;
})()`;
