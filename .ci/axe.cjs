// Opens every page below a folder in Chromium, wide and narrow, and fails when axe finds anything against WCAG 2.1 AA or
// good practice, or when a narrow page must be scrolled sideways.
const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");

const quiet = "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking disable-component-update disable-sync";
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];

async function judge(page, address, width) {
  await page.setViewportSize({ width, height: 900 });
  await page.goto(address);
  const found = [];
  const [needed, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  if (needed > shown) found.push(`the page is ${needed} px wide`);
  await page.evaluate(axe);
  const result = await page.evaluate((only) => window.axe.run(document, { runOnly: only }), rules);
  for (const it of result.violations) found.push(`${it.id}: ${it.help}: ${it.nodes[0].html.slice(0, 200)}`);
  return found;
}

(async () => {
  const root = path.resolve(process.argv[2]);
  const names = fs.readdirSync(root, { recursive: true }).filter((it) => it.endsWith(".html")).sort();
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: quiet.split(" ").map((it) => `--${it}`),
  });
  const page = await browser.newPage();
  let mistakes = 0;
  for (const name of names) {
    for (const width of [1280, 320]) {
      const address = require("url").pathToFileURL(path.join(root, name)).href;
      for (const it of await judge(page, address, width)) {
        mistakes += 1;
        console.error(`${name}, ${width} px: ${it}`);
      }
    }
  }
  await browser.close();
  console.log(`${names.length} pages, ${mistakes} mistakes`);
  process.exit(names.length === 0 || mistakes > 0 ? 1 : 0);
})();
