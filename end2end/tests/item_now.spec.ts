// Pages that show an item as it is now, which only a DynamoDB that has it can tell: audited as every other address is.

import { auditThemes } from '../support/audits';
import { expect, open, test } from '../support/fixtures';
import { pagesOfItemNow, writeLife } from '../support/pages';

const ID = 'now';

test.beforeAll(({ program }) => writeLife(program, ID));

for (const { name, path } of pagesOfItemNow(ID)) {
  test(`${name} is accessible and fits, opened wide and opened narrow`, async ({ page }) => {
    for (const size of [{ width: 1440, height: 900 }, { width: 320, height: 700 }]) {
      await page.setViewportSize(size);
      await open(page, path);
      await expect(page.locator('.loading')).toHaveCount(0);
      await auditThemes(page, `${name}, opened at ${size.width} px`);
    }
  });
}
