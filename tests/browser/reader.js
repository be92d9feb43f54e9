// Somebody at a browser: signed in, and everything written down that a page should not do.
import { chromium } from "./packages.js";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-lcd-text",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The browser that everybody here uses; each of them has cookies and a cache of their own. */
export const launched = () => chromium.launch({ executablePath: process.env.WHOSE_CHROMIUM, args: FLAGS });

/**
 * Somebody who has not come anywhere yet, with the cookies of `state` if they were there before. What is wrong with what
 * they see is collected in `complaints`.
 */
export async function reader(browser, register, { scheme = "light", width = 1280, scripts = true, bypassCSP = false, state } = {}) {
  const context = await browser.newContext({
    storageState: state,
    colorScheme: scheme,
    javaScriptEnabled: scripts,
    bypassCSP,
    viewport: { width, height: 800 },
    timezoneId: "America/New_York",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(60_000);
  await context.addInitScript(keepShifts);
  const complaints = [];
  // Refusals of the policy come here too.
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
  context.on("request", (request) => {
    if (!request.url().startsWith(register.url)) complaints.push(`another host is asked: ${request.url()}`);
  });
  return { context, page: await context.newPage(), complaints };
}

/** The same, signed in by that link. */
export async function signedIn(browser, register, link, wanted) {
  const somebody = await reader(browser, register, wanted);
  await signIn(somebody.page, link);
  return somebody;
}

/** Signs in by a link, as a person does. */
export async function signIn(page, link) {
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1 }).first().waitFor();
}

// Runs in the page, before anything of its own.
function keepShifts() {
  globalThis.shifts = [];
  const keep = (list) => {
    for (const { hadRecentInput, value, sources } of list.getEntries()) {
      const moved = sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 100));
      // What no eye sees, as a control that settles by a fraction of a pixel, is none.
      if (!hadRecentInput && value >= 0.002) globalThis.shifts.push(`by ${value}: ${moved.join(", ")}`);
    }
  };
  new PerformanceObserver(keep).observe({ type: "layout-shift", buffered: true });
}
