// Deciding about many: ticked, previewed, changed and undone.
import assert from "node:assert/strict";

import { demo } from "../stage.js";
import { journey } from "./made.js";

journey("accounts are marked together once it was seen what would change, and that is undone", "reviewer", async ({ page }) => {
  await page.goto(`${demo.url}/accounts?state=nobody`);
  const rows = page.locator("main table tbody tr");
  const names = await rows.locator("th a").allInnerTexts();
  for (const at of [0, 1]) await rows.nth(at).getByRole("checkbox").check();
  await page.getByRole("button", { name: /Decide about the ticked/ }).click();
  await page.getByText("They are service accounts").click();
  await page.getByLabel("What they are for").fill("They build what is shipped.");
  await page.locator("details[open]").getByRole("button", { name: "Show what would change" }).click();
  await page.getByText("2 would change").waitFor();
  assert.deepEqual(await page.locator("main table tbody th a").allInnerTexts(), names.slice(0, 2));
  const still = await page.context().newPage();
  await still.goto(`${demo.url}/accounts?state=nobody`);
  assert.deepEqual(await still.locator("main table tbody th a").allInnerTexts(), names, "a preview changed something");
  await page.getByLabel("Why").fill("Both are of the build.");
  await page.getByRole("button", { name: "Change 2 accounts" }).click();
  const said = page.getByRole("status");
  await said.getByText(/2 accounts/).waitFor();
  const left = await rows.locator("th a").allInnerTexts();
  assert.ok(!names.slice(0, 2).some((name) => left.includes(name)), "they are nobody's still");
  await said.getByRole("button", { name: "Undo" }).click();
  await page.getByText("2 accounts are as they were before.").waitFor();
  assert.deepEqual(await rows.locator("th a").allInnerTexts(), names);
});
