// How every page is: no barrier in either scheme, nothing that moves, complains or does not fit, and little to load.
import assert from "node:assert/strict";
import { test } from "node:test";

import { pages } from "./crawl.js";
import { barriers, overflow, shifts, weight } from "./measures.js";
import { reader, signedIn } from "./reader.js";
import { invited } from "./register.js";
import { browser, demo } from "./stage.js";

/** What a page may weigh for somebody who comes for the first time. */
const HEAVIEST = 100_000;

const administrator = await signedIn(browser, demo, await invited(demo, "administrator"));
const state = await administrator.context.storageState();
const paths = await pages(administrator, demo);
await administrator.context.close();

test("the navigation leads to the pages, and these to one account", () => {
  assert.ok(paths.length > 10 && paths.some((path) => /^\/accounts\/\d+/.test(path)), paths.join(" "));
});

test("every page stands", async (t) => {
  for (const path of [...paths, "/keyboard", "/no-such-page"]) await t.test(path, () => stands(path, { state }));
  for (const path of ["/sign-in", "/sign-in?ticket=0"]) await t.test(path, () => stands(path, {}));
});

async function stands(path, wanted) {
  const { context, page, complaints } = await reader(browser, demo, wanted);
  const answer = await page.goto(demo.url + path);
  assert.deepEqual(await shifts(page), [], "something moved by itself");
  const heavy = await weight(page);
  assert.ok(heavy < HEAVIEST, `${heavy} bytes were loaded`);
  // The browser says by itself that a page is about a refusal.
  assert.deepEqual(answer.ok() ? complaints : complaints.slice(1), []);
  await fits(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await fits(page);
  await page.setViewportSize({ width: 360, height: 800 });
  await page.reload();
  assert.deepEqual(await shifts(page), [], "something moved by itself on a small screen");
  await fits(page);
  await context.close();
}

async function fits(page) {
  assert.ok((await overflow(page)) <= 0, "the page is wider than its window");
  assert.deepEqual(await barriers(page), []);
}

test("the pages of the API open without a complaint, and without a barrier in either scheme", async () => {
  const { context, page, complaints } = await reader(browser, demo, { state });
  await page.goto(`${demo.url}/docs`);
  await page.getByText("/user-identities", { exact: false }).first().waitFor();
  await page.locator(".opblock-put .opblock-summary-control").first().click();
  await page.locator(".opblock-body").waitFor();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await barriers(page), []);
  }
  assert.deepEqual(complaints, []);
  await context.close();
});
