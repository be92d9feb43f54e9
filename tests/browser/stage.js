// What the tests share: one browser, and one server with the sample company.
import { after } from "node:test";

import { launched } from "./reader.js";
import { serve } from "./register.js";

export const browser = await launched();
export const demo = await serve({}, "--demo");

after(async () => {
  await browser.close();
  await demo.stop();
});
