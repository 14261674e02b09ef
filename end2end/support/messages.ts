// What the interface says in each language, as its files have it.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { Page } from '@playwright/test';

export type Tag = 'en' | 'pt-BR';

/** The messages that are one text on one line, by their identifiers. */
function plain(tag: Tag): Map<string, string> {
  const folder = path.join(__dirname, '../../app/language/locales', tag);
  const lines = readdirSync(folder).flatMap((file) => readFileSync(path.join(folder, file), 'utf8').split('\n'));
  const said = lines.map((line) => /^([a-z][\w-]*) = ([^{]+)$/.exec(line)).filter((found) => found !== null);
  return new Map(said.map(([, id, text]) => [id!, text!.trim()]));
}

/** A message without arguments in one language. */
export function message(tag: Tag, id: string): string {
  const said = plain(tag).get(id);
  if (said === undefined) throw new Error(`${id} is not said in ${tag}`);
  return said;
}

/** What only English says: a page in another language that shows any of it was not translated there. */
function onlyEnglish(): string[] {
  const [english, portuguese] = [plain('en'), plain('pt-BR')];
  const shared = new Set(portuguese.values());
  const texts = [...english.values()].flatMap((text) => text.split('|')).map((text) => text.trim());
  // Short ones and single words in small letters are also values and names of things.
  const isSaid = (text: string) => text.length > 5 && !/^[a-z]+$/.test(text);
  return [...new Set(texts)].filter((text) => isSaid(text) && !shared.has(text));
}

const ENGLISH = new Set(onlyEnglish());

/** Texts of the page, read and spoken, that only English has. */
export async function leftInEnglish(page: Page): Promise<string[]> {
  const said = await page.evaluate(() => {
    const found = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement?.closest('script, style, pre, code')) found.push(node.nodeValue ?? '');
    }
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      for (const element of document.querySelectorAll(`[${name}]`)) found.push(element.getAttribute(name) ?? '');
    }
    return found.map((text) => text.trim());
  });
  return [...new Set(said)].filter((text) => ENGLISH.has(text));
}
