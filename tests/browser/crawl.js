// The pages that the navigation leads to, and one of each kind that these lead to: new pages are found by themselves.
import assert from "node:assert/strict";

/** The addresses of one page of each kind, in the order in which they are found. */
export async function pages({ context, page }, register) {
  await page.goto(register.url);
  const found = new Map(await places(page).then((paths) => paths.map((path) => [kind(path), path])));
  for (const path of found.values()) {
    const answer = await page.goto(register.url + path);
    assert.ok(answer.ok(), `${path} answers ${answer.status()}`);
    for (const next of await links(page)) {
      if (!found.has(kind(next)) && (await isPage(context, register.url + next))) found.set(kind(next), next);
    }
  }
  return [...found.values()];
}

/** The pages of the API are another's, and have their own tests. */
const isOurs = (path) => !["/docs", "/openapi.json"].includes(path);

const kind = (path) => path.split(/[?#]/)[0].replace(/\/\d+(?=\/|$)/g, "/{id}");

const places = async (page) => (await hrefs(page, "header nav.wide a")).filter(isOurs);

const links = async (page) => (await hrefs(page, "main a")).filter(isOurs);

const hrefs = (page, selector) =>
  page.locator(selector).evaluateAll((links) =>
    links
      .filter((link) => link.origin === location.origin && !link.hasAttribute("download"))
      .map((link) => link.pathname + link.search),
  );

/** Whether a page comes, and no file. */
async function isPage(context, url) {
  const headers = (await context.request.get(url)).headers();
  return headers["content-type"].startsWith("text/html") && !("content-disposition" in headers);
}
