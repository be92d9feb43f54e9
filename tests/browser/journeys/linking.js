// Whose one account is.
import assert from "node:assert/strict";

import { demo } from "../stage.js";
import { journey, named } from "./made.js";

journey("an account is linked, and the decision undone", "reviewer", async ({ page, scripts }) => {
  await page.goto(`${demo.url}/accounts?state=nobody`);
  await page.locator("main table tbody th a").first().click();
  await page.getByText("Whose it is").waitFor();
  const before = await page.locator(".answer").innerText();
  await named(page.getByLabel("Person").first(), scripts);
  await page.getByLabel("Why").first().fill("They told me.");
  await page.getByRole("button", { name: "Link", exact: true }).click();
  const said = page.getByRole("status");
  await said.waitFor();
  assert.notEqual(await page.locator(".answer").innerText(), before);
  await said.getByRole("button", { name: "Undo" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/undo"));
  assert.equal(await page.locator(".answer").innerText(), before);
});
