// How a journey is made: by a new member of the sample company who sees nothing wrong, with scripts and without.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { signedIn } from "../reader.js";
import { invited } from "../register.js";
import { browser, demo } from "../stage.js";

/** Makes the journey; `make` gets the member's `context` and `page`, and whether there are `scripts`. */
export function journey(name, role, make, { scripts = [true, false] } = {}) {
  for (const on of scripts) {
    test(`${on ? "with scripts" : "without scripts"}: ${name}`, async () => {
      const { context, page, complaints } = await signedIn(browser, demo, await invited(demo, role), { scripts: on });
      await make({ context, page, scripts: on });
      assert.deepEqual(complaints, []);
      await context.close();
    });
  }
}

/** What the API of a register answers to that key. */
export const asked = (register, path, { key = register.key, headers, ...options } = {}) =>
  fetch(`${register.url}/api/v1/${path}`, { ...options, headers: { authorization: `Bearer ${key}`, ...headers } });

/** The address of somebody who works at the sample company. */
async function somebody() {
  const { data } = await (await asked(demo, "people?limit=1")).json();
  return data[0].email;
}

/** Types somebody's address, and waits for what a script proposes, so that the form does not overtake it. */
export async function named(field, scripts) {
  await field.page().waitForLoadState();
  const proposed = scripts && field.page().waitForResponse((response) => response.url().includes("/accounts/people"));
  await field.fill(await somebody());
  await proposed;
}

/** The file that comes when that is done: its name, and its bytes. */
export async function downloaded(page, done) {
  const [download] = await Promise.all([page.waitForEvent("download"), done()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}
