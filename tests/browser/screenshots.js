// The pictures of the documentation: the main pages of the sample company, in both schemes and on a small screen.
import { mkdirSync } from "node:fs";

import { launched, signedIn } from "./reader.js";
import { serve } from "./register.js";

const FOLDER = "docs/screenshots";
const PAGES = {
  overview: "/",
  accounts: "/accounts",
  account: "/accounts/1",
  people: "/people",
  work: "/work",
  "service-accounts": "/service-accounts",
  findings: "/findings",
  import: "/imports/new",
  events: "/events",
  evidence: "/evidence",
  keys: "/settings/keys",
};

mkdirSync(FOLDER, { recursive: true });
const browser = await launched();
const demo = await serve({}, "--demo");
try {
  const { page } = await signedIn(browser, demo, demo.link);
  for (const [name, path] of Object.entries(PAGES)) {
    await page.goto(demo.url + path);
    await shoot(page, name, "light", 1280);
    await shoot(page, name, "dark", 1280);
    await shoot(page, name, "light", 360);
  }
} finally {
  await browser.close();
  await demo.stop();
}

async function shoot(page, name, scheme, width) {
  const file = `${FOLDER}/${name}-${width < 500 ? "small" : scheme}.png`;
  await page.emulateMedia({ colorScheme: scheme });
  await page.setViewportSize({ width, height: 800 });
  await page.screenshot({ path: file, animations: "disabled" });
  console.log(`${file} is written`);
}
