// What people come for, from the first link on: with scripts, and without.
import assert from "node:assert/strict";
import { test } from "node:test";

import { pages } from "./crawl.js";
import { reader, signIn, signedIn } from "./reader.js";
import { invited, serve } from "./register.js";
import { browser, demo } from "./stage.js";

test("first start: the printed link signs in once, and the empty register says what to do", async () => {
  const register = await serve();
  try {
    const { page, complaints } = await signedIn(browser, register, register.link);
    await page.goto(`${register.url}/accounts`);
    await page.getByRole("heading", { name: "No accounts yet" }).waitFor();
    assert.deepEqual(complaints, []);
    const other = await reader(browser, register);
    await signIn(other.page, register.link);
    await other.page.getByRole("alert").waitFor();
  } finally {
    await register.stop();
  }
});

for (const role of ["viewer", "reviewer", "administrator", "auditor"]) {
  test(`every page that the navigation of ${/^a/.test(role) ? "an" : "a"} ${role} leads to opens`, async () => {
    const somebody = await signedIn(browser, demo, await invited(demo, role));
    assert.ok((await pages(somebody, demo)).length > 3);
    assert.deepEqual(somebody.complaints, []);
    await somebody.context.close();
  });
}

for (const scripts of [true, false]) {
  const how = scripts ? "with scripts" : "without scripts";

  test(`${how}: an account is linked, and the decision undone`, async () => {
    const { context, page, complaints } = await signedIn(browser, demo, await invited(demo, "reviewer"), { scripts });
    await page.goto(`${demo.url}/accounts?state=unlinked`);
    await page.locator("main table tbody th a").first().click();
    await page.getByText("Whose it is").waitFor();
    const before = await page.locator(".answer").innerText();
    await page.getByLabel("Person").first().fill(await somebody());
    await page.getByLabel("Why").first().fill("They told me.");
    await page.getByRole("button", { name: "Link", exact: true }).click();
    const said = page.getByRole("status");
    await said.waitFor();
    assert.notEqual(await page.locator(".answer").innerText(), before);
    await said.getByRole("button", { name: "Undo" }).click();
    await page.waitForURL((url) => !url.pathname.endsWith("/undo"));
    assert.equal(await page.locator(".answer").innerText(), before);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test(`${how}: the colours are chosen, and kept`, async () => {
    const { context, page } = await signedIn(browser, demo, await invited(demo, "viewer"), { scripts });
    const chosen = () => page.locator("html").getAttribute("data-theme");
    for (const theme of ["dark", "light"]) {
      await page.getByRole("button", { name: theme, exact: true }).click();
      await page.goto(`${demo.url}/accounts`);
      assert.equal(await chosen(), theme);
    }
    await page.getByRole("button", { name: "auto", exact: true }).click();
    await page.getByRole("button", { name: "auto", pressed: true }).waitFor();
    assert.equal(await chosen(), null);
    await context.close();
  });

  test(`${how}: signing out ends the session`, async () => {
    const { context, page } = await signedIn(browser, demo, await invited(demo, "viewer"), { scripts });
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("You are signed out.").waitFor();
    await page.goto(`${demo.url}/accounts`);
    assert.equal(new URL(page.url()).pathname, "/sign-in");
    await context.close();
  });
}

test("the colours that are chosen are those that a browser may prefer", async () => {
  const link = await invited(demo, "viewer");
  const { context, page } = await signedIn(browser, demo, link, { scheme: "dark" });
  const colours = () => page.evaluate(() => {
    const style = getComputedStyle(document.documentElement);
    return ["ground", "card", "sunk", "ink", "soft", "line", "edge", "accent", "red", "amber", "violet"].map((name) => style.getPropertyValue(`--${name}`));
  });
  const preferred = await colours();
  await page.getByRole("button", { name: "dark", exact: true }).click();
  await page.getByRole("button", { name: "dark", pressed: true }).waitFor();
  assert.deepEqual(await colours(), preferred);
  await context.close();
});

test("the account's page is used by keyboard alone", async () => {
  const { context, page } = await signedIn(browser, demo, await invited(demo, "reviewer"));
  await page.goto(`${demo.url}/accounts`);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  const name = await page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name }).waitFor();
  await context.close();
});

/** The address of somebody who works at the sample company. */
async function somebody() {
  const answer = await fetch(`${demo.url}/api/v1/people?size=1`, { headers: { authorization: `Bearer ${demo.key}` } });
  const { data, items } = await answer.json();
  return (data ?? items)[0].email;
}
