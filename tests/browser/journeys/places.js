// Every place is open to whoever is led there.
import assert from "node:assert/strict";
import { test } from "node:test";

import { pages } from "../crawl.js";
import { signedIn } from "../reader.js";
import { invited } from "../register.js";
import { browser, demo } from "../stage.js";

for (const role of ["viewer", "reviewer", "administrator", "auditor"]) {
  test(`every page that the navigation of ${/^a/.test(role) ? "an" : "a"} ${role} leads to opens`, async () => {
    const somebody = await signedIn(browser, demo, await invited(demo, role));
    assert.ok((await pages(somebody, demo)).length > 3);
    assert.deepEqual(somebody.complaints, []);
    await somebody.context.close();
  });
}
