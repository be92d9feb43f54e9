// What is measured of a page. Each answers with words about what is wrong, or with a number.
import { axe } from "./packages.js";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];
// Not asked for by the tags, and asked for by us.
const RULES = { "target-size": { enabled: true }, "heading-order": { enabled: true }, "page-has-heading-one": { enabled: true } };

/** What WCAG 2.2 AA forbids, as far as a program can tell: the rule, and the first place. */
export async function barriers(page) {
  if (await page.evaluate(() => !globalThis.axe)) await page.evaluate(axe);
  const found = await page.evaluate(
    ([values, rules]) => globalThis.axe.run({ runOnly: { type: "tag", values }, rules, resultTypes: ["violations"] }),
    [TAGS, RULES],
  );
  return found.violations.map(({ id, help, nodes }) => `${id} (${help}): ${nodes.length} ×, ${nodes[0].html.slice(0, 200)}`);
}

/** By how many pixels the page is wider than its window. */
export const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What has moved by itself since the page came, and how far. */
export async function shifts(page) {
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  return page.evaluate(() => globalThis.shifts);
}

/** How many bytes came for the page, with everything that it loads. */
export const weight = (page) =>
  page.evaluate(() => {
    const loaded = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    return loaded.reduce((sum, entry) => sum + entry.transferSize, 0);
  });
