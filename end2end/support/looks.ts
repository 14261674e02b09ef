// How a reader, or the reader's system, may want pages to look.

import type { Page } from '@playwright/test';

const LOOKS = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'contrast, light': { colorScheme: 'light', contrast: 'more' },
  'contrast, dark': { colorScheme: 'dark', contrast: 'more' },
  forced: { colorScheme: 'light', forcedColors: 'active' },
} as const;

export type Look = keyof typeof LOOKS;

/** Shows the page in this look from now on, without motion. */
export function show(page: Page, look: Look): Promise<void> {
  return page.emulateMedia({ contrast: 'no-preference', forcedColors: 'none', reducedMotion: 'reduce', ...LOOKS[look] });
}
