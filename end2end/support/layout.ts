// What is wrong with a page's layout, in lines that say where: for every width at once.

import type { Page } from '@playwright/test';

/** WCAG 2.2, 2.5.8: what is pressed is at least so large in both directions, or has so much room to itself. */
const TARGET_PX = 24;
/** Longer lines of prose nobody finds the next one of. */
const LINE_CHARACTERS = 110;

export function layoutProblems(page: Page): Promise<string[]> {
  return page.evaluate(
    ({ targetPx, lineCharacters }) => {
      interface Box {
        left: number;
        top: number;
        right: number;
        bottom: number;
      }
      const problems: string[] = [];
      const width = document.documentElement.clientWidth;
      const name = (element: Element) => {
        const label = element.getAttribute('aria-label') ?? element.textContent ?? '';
        const kind = `${element.tagName.toLowerCase()}.${(element.getAttribute('class') ?? '').split(' ')[0]}`;
        return `${kind} "${label.trim().slice(0, 40)}"`;
      };
      /** The box, without what the boxes around it do not show. */
      const seen = (element: Element, box: Box): Box => {
        const rest = { ...box };
        for (let around = element.parentElement; around; around = around.parentElement) {
          const style = getComputedStyle(around);
          if (style.overflow === 'visible' || style.display === 'contents') continue;
          const clip = around.getBoundingClientRect();
          rest.left = Math.max(rest.left, clip.left);
          rest.right = Math.min(rest.right, clip.right);
          rest.top = Math.max(rest.top, clip.top);
          rest.bottom = Math.min(rest.bottom, clip.bottom);
        }
        return rest;
      };
      const isEmpty = (box: Box) => box.right - box.left < 1 || box.bottom - box.top < 1;
      const isShown = (element: Element) =>
        element.checkVisibility({ visibilityProperty: true }) && !element.closest('.visually-hidden, .skip');
      const scrollsSideways = (element: Element) => {
        for (let around = element.parentElement; around; around = around.parentElement) {
          if (['auto', 'scroll'].includes(getComputedStyle(around).overflowX) && around.scrollWidth > around.clientWidth) return true;
        }
        return false;
      };
      const floats = (element: Element) => {
        for (let around: Element | null = element; around; around = around.parentElement) {
          if (['absolute', 'fixed', 'sticky'].includes(getComputedStyle(around).position) && !around.matches('.versions-page')) return true;
        }
        return false;
      };

      // Nothing scrolls the page sideways, and nothing that can be pressed is beyond its edge.
      const sideways = document.documentElement.scrollWidth - width;
      if (sideways > 0) problems.push(`the page scrolls ${sideways} px sideways`);
      const main = document.querySelector('main');
      if (main && main.scrollWidth > main.clientWidth + 1) problems.push(`main scrolls ${main.scrollWidth - main.clientWidth} px sideways`);
      // On a phone nothing but code, tabs and drawings is scrolled sideways.
      if (width <= 360) {
        for (const element of document.querySelectorAll('body *')) {
          const scrolls = ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
          if (scrolls && isShown(element) && element.scrollWidth > element.clientWidth + 1 && !element.closest('pre, textarea, .tabs, [class*="graph"]')) {
            problems.push(`${element.scrollWidth - element.clientWidth} px sideways: ${name(element)}`);
          }
        }
      }
      const pressed = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(isShown);
      for (const element of pressed) {
        // What ends in dots within its own box is not beyond the edge.
        const box = seen(element, element.getBoundingClientRect());
        if (!isEmpty(box) && (box.right > width + 1 || box.left < -1) && !scrollsSideways(element)) {
          problems.push(`beyond the edge: ${name(element)}`);
        }
      }

      // What is pressed is large enough, or has room around it.
      const isInline = (element: Element) => {
        const inText = element.parentElement?.closest('p, li, dd, td, span, figcaption') ?? null;
        const own = (element.textContent ?? '').trim().length;
        return getComputedStyle(element).display === 'inline' && (inText?.textContent ?? '').trim().length > own;
      };
      const boxOf = (element: Element): Box => {
        const label = element.matches('input') ? element.closest('label') : null;
        const after = getComputedStyle(element, '::after');
        const whole = after.position === 'absolute' && after.inset === '0px' ? element.closest('.row') : null;
        return (whole ?? label ?? element).getBoundingClientRect();
      };
      /** Under a drawer, which has everything that can be pressed in it. */
      const isCovered = (element: Element, box: Box) => {
        const over = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
        return over?.closest('.drawer') && !element.closest('.drawer');
      };
      const targets = pressed
        .filter((element) => !element.matches('[role="group"], [role="region"], .scroll-x'))
        .map((element) => ({ element, box: boxOf(element) }))
        .filter(({ element, box }) => !isEmpty(seen(element, box)) && !isCovered(element, box));
      for (const { element, box } of targets) {
        const isLarge = box.right - box.left >= targetPx - 0.5 && box.bottom - box.top >= targetPx - 0.5;
        if (isLarge || isInline(element)) continue;
        const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
        const near = targets.find((other) => {
          if (other.element === element || other.element.contains(element) || element.contains(other.element)) return false;
          const dx = Math.max(other.box.left - x, 0, x - other.box.right);
          const dy = Math.max(other.box.top - y, 0, y - other.box.bottom);
          return Math.hypot(dx, dy) < targetPx / 2 - 0.5;
        });
        const size = `${Math.round(box.right - box.left)}×${Math.round(box.bottom - box.top)}`;
        if (near) problems.push(`a small target: ${name(element)} is ${size} px, close to ${name(near.element)}`);
      }

      // Texts do not lie over each other.
      const texts: { element: Element; box: Box }[] = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        if (!element || !node.nodeValue?.trim() || !isShown(element) || element.closest('svg, script, style, option') || floats(element)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const rect of range.getClientRects()) {
          const box = seen(element, rect);
          if (!isEmpty(box)) texts.push({ element, box });
        }
      }
      for (let at = 0; at < texts.length; at += 1) {
        for (let next = at + 1; next < texts.length; next += 1) {
          const [one, other] = [texts[at]!, texts[next]!];
          if (one.element === other.element) continue;
          const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
          const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
          // Lines of text reach into each other by their ascenders.
          if (across > 2 && down > 5) problems.push(`over each other: ${name(one.element)} and ${name(other.element)}`);
        }
      }

      // Prose has lines that can be read.
      for (const element of document.querySelectorAll('main p, main li, main dd, main td')) {
        if (!isShown(element) || element.querySelector('p, ul, ol, div, table, svg, a, button')) continue;
        const style = getComputedStyle(element);
        if (style.fontFamily.includes('mono') && !style.fontFamily.includes('sans')) continue;
        const text = (element.textContent ?? '').trim();
        const range = document.createRange();
        range.selectNodeContents(element);
        const lines = new Set([...range.getClientRects()].map((rect) => Math.round(rect.bottom / 6))).size || 1;
        if (text.length / lines > lineCharacters) problems.push(`${Math.round(text.length / lines)} characters a line: ${name(element)}`);
      }
      return [...new Set(problems)].slice(0, 12);
    },
    { targetPx: TARGET_PX, lineCharacters: LINE_CHARACTERS },
  );
}
