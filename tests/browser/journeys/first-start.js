// The first minute: the printed link, and the register that is empty.
import assert from "node:assert/strict";
import { test } from "node:test";

import { reader, signIn } from "../reader.js";
import { serve } from "../register.js";
import { browser } from "../stage.js";

for (const scripts of [true, false]) {
  const how = scripts ? "with scripts" : "without scripts";
  test(`${how}: the link of the first start signs in once, and the empty register says what to do`, async () => {
    const register = await serve();
    try {
      const { page, complaints } = await reader(browser, register, { scripts });
      await signIn(page, register.link);
      await page.goto(`${register.url}/accounts`);
      await page.getByRole("heading", { name: "No accounts yet" }).waitFor();
      await page.getByRole("link", { name: "Import a list" }).click();
      await page.getByRole("heading", { name: "Imports" }).waitFor();
      assert.deepEqual(complaints, []);
      const other = await reader(browser, register, { scripts });
      await signIn(other.page, register.link);
      assert.match(await other.page.getByRole("alert").innerText(), /does not work any more/);
    } finally {
      await register.stop();
    }
  });
}
