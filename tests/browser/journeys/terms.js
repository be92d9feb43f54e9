// New terms: the API answers 412 until an administrator has accepted them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { signedIn } from "../reader.js";
import { invited, serve } from "../register.js";
import { browser } from "../stage.js";
import { asked } from "./made.js";

test("new terms stop the API and the pages, and are accepted there, with scripts and without", async () => {
  const register = await serve({}, "--demo");
  try {
    for (const scripts of [true, false]) {
      const link = await invited(register, "administrator");
      const { page, context } = await signedIn(browser, register, link, { scripts });
      assert.equal((await asked(register, "accounts?limit=1")).status, 200);
      assert.equal((await asked(register, "terms", { method: "POST" })).status, 200);
      assert.equal((await asked(register, "accounts?limit=1")).status, 412);
      assert.equal((await page.goto(`${register.url}/people?q=a`)).status(), 412);
      await page.getByRole("link", { name: "See the terms" }).click();
      await page.getByRole("button", { name: /^Accept version/ }).click();
      await page.getByRole("heading", { name: "People", level: 1 }).waitFor();
      assert.equal(new URL(page.url()).search, "?q=a", "they come where they were going");
      assert.equal((await asked(register, "accounts?limit=1")).status, 200);
      await context.close();
    }
  } finally {
    await register.stop();
  }
});
