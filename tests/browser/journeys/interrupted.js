// A session that ends in the middle of a form.
import assert from "node:assert/strict";
import { test } from "node:test";

import { signedIn } from "../reader.js";
import { invited } from "../register.js";
import { browser, demo } from "../stage.js";
import { barriers } from "../measures.js";

for (const scripts of [true, false]) {
  test(`${scripts ? "with scripts" : "without scripts"}: what was typed when the session ended is shown again, and not kept`, async () => {
    const { context, page } = await signedIn(browser, demo, await invited(demo, "reviewer"), { scripts });
    await page.goto(`${demo.url}/accounts?state=nobody`);
    await page.locator("main table tbody th a").first().click();
    await page.getByText("Whose it is").waitFor();
    const account = new URL(page.url()).pathname;
    await page.getByText("Mark it as a service account").click();
    await page.getByLabel("What it is for").first().fill("It <b>copies</b> the files at night.");
    await context.clearCookies();
    await page.getByRole("button", { name: "Mark", exact: true }).click();
    await page.getByRole("heading", { name: "You are not signed in" }).waitFor();
    assert.equal(await page.getByLabel("What it is for").inputValue(), "It <b>copies</b> the files at night.");
    if (scripts) assert.deepEqual(await barriers(page), []);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Whose account is this?" }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get("to"), account, "they do not come back to where they were");
    await context.close();
  });
}
