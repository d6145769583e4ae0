// Takes a picture of a published page with its last scenario set: `node page.mjs PAGE PICTURE`.
import { pathToFileURL } from "node:url";
import { browser } from "../../crates/hongtu/tests/it/page/chromium.mjs";

const [file, picture] = process.argv.slice(2);
const chromium = await browser();
const page = await chromium.window({ width: 1280, height: 960 });
await page.go(pathToFileURL(file).href);
await page.eval(`[...document.querySelectorAll(".scenario")].at(-1).click()`);
await page.settled();
await page.eval(`document.activeElement.blur(); scrollTo(0, 0)`);
await page.picture(picture);
chromium.close();
