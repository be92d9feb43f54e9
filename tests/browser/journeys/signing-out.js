// Signing out: here, and everywhere.
import assert from "node:assert/strict";
import { test } from "node:test";

import { signedIn } from "../reader.js";
import { invited } from "../register.js";
import { browser, demo } from "../stage.js";
import { asked, journey } from "./made.js";

/** Whether whoever has this page is sent to sign in. */
async function isOut(page) {
  await page.goto(`${demo.url}/accounts`);
  return new URL(page.url()).pathname === "/sign-in";
}

journey("signing out ends the session", "viewer", async ({ page }) => {
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You are signed out.").waitFor();
  assert.ok(await isOut(page));
});

for (const scripts of [true, false]) {
  test(`${scripts ? "with scripts" : "without scripts"}: who signs out everywhere is signed out in their other browser too, and nobody else is`, async () => {
    const link = await invited(demo, "viewer");
    const here = await signedIn(browser, demo, link, { scripts });
    const member = (await (await asked(demo, "members")).json()).data.at(-1);
    const { ticket } = await (await asked(demo, `members/${member.id}/invitation`, { method: "POST" })).json();
    const there = await signedIn(browser, demo, `${demo.url}/sign-in?ticket=${ticket}`, { scripts });
    const other = await signedIn(browser, demo, await invited(demo, "viewer"), { scripts });
    await here.page.goto(`${demo.url}/settings`);
    assert.equal(await here.page.getByRole("rowheader").count(), 2);
    await here.page.getByRole("button", { name: "Sign out everywhere" }).click();
    await here.page.getByText("You are signed out.").waitFor();
    assert.ok(await isOut(there.page));
    assert.ok(!(await isOut(other.page)));
    for (const { context, complaints } of [here, there, other]) {
      assert.deepEqual(complaints, []);
      await context.close();
    }
  });
}
