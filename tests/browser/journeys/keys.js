// A key for a program: made, used, and revoked.
import assert from "node:assert/strict";

import { demo } from "../stage.js";
import { asked, journey, named } from "./made.js";

journey("a key is made, answers as long as it is not revoked, and is shown once", "administrator", async ({ page, scripts }) => {
  const name = `Nightly, ${scripts ? "with" : "without"} scripts`;
  await page.goto(`${demo.url}/settings/keys`);
  const opened = page.locator("details", { hasText: "For a script" }).first();
  if ((await opened.getAttribute("open")) === null) await opened.locator("summary").click();
  await page.getByLabel("Name").fill(name);
  await named(page.getByLabel("Owner"), scripts);
  await page.getByRole("group", { name: "Accounts" }).getByRole("checkbox", { name: "Read" }).first().check();
  await page.getByRole("button", { name: "Make the key" }).click();
  const key = await page.getByLabel("Key", { exact: true }).inputValue();
  assert.match(key, /^whose_\w+$/);
  assert.ok(!page.url().includes(key));
  assert.equal((await asked(demo, "accounts?limit=1", { key })).status, 200);
  assert.equal((await asked(demo, "keys", { key })).status, 403, "it does what was not ticked");
  await page.getByRole("link", { name: "I have kept it" }).click();
  const row = page.getByRole("row", { name });
  await row.getByText("Revoke", { exact: false }).first().click();
  await row.getByRole("button", { name: "Revoke it" }).click();
  await page.getByText("The key is revoked").waitFor();
  assert.equal((await asked(demo, "accounts?limit=1", { key })).status, 401);
  assert.ok(!(await page.content()).includes(key));
});
