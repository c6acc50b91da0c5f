// Opens a page in headless Chromium at two widths, light and dark, and prints what it finds as JSON: node look.mjs CHROMIUM PAGE [SCREENSHOTS]
// PAGE is a file; SCREENSHOTS is a folder, for those who want to see it themselves.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [executablePath, file, screenshots] = process.argv.slice(2);
const url = pathToFileURL(file).href;
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const views = [];
for (const [device, width, height] of [['desktop', 1280, 800], ['phone', 390, 844]]) {
  for (const colorScheme of ['light', 'dark']) {
    views.push({ device, colorScheme, ...await look({ width, height }, colorScheme, `${device}-${colorScheme}.png`) });
  }
}

await browser.close();
console.log(JSON.stringify(views));

async function look(viewport, colorScheme, name) {
  const page = await browser.newPage({ viewport, colorScheme });
  const [requests, errors] = [[], []];
  page.on('request', request => request.url() === url || requests.push(request.url()));
  page.on('console', message => errors.push(message.text()));
  page.on('pageerror', error => errors.push(error.message));
  await page.goto(url);
  const found = await page.evaluate(inspect);
  if (screenshots !== undefined) {
    await page.screenshot({ path: join(screenshots, name), fullPage: true });
  }

  await page.close();
  return { requests, errors, ...found };
}

// Runs in the page.
function inspect() {
  const texts = [...textNodes()].map(describe);
  const verdict = document.querySelector('main > *');
  const { top } = verdict.getBoundingClientRect();
  return {
    background: getComputedStyle(document.body).backgroundColor,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    sticksOut: [...document.querySelectorAll('main *')].filter(sticksOut).map(element => element.outerHTML.slice(0, 80)),
    first: verdict.className,
    firstIsVisible: top >= 0 && top < innerHeight / 2,
    verdict: verdict.innerText,
    drawings: [...document.querySelectorAll('svg')].map(svg => svg.getAttribute('role') === 'img' ? svg.querySelector(':scope > title')?.textContent ?? '' : ''),
    boxes: document.querySelectorAll('.sketch text.label').length,
    leastContrast: least(texts, text => text.contrast),
    smallestText: least(texts, text => text.size),
  };

  function* textNodes() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node.data.trim().length > 0 && node.parentElement.localName !== 'title') {
        yield node;
      }
    }
  }

  function describe(node) {
    const element = node.parentElement;
    const style = getComputedStyle(element);
    const isDrawn = element instanceof SVGElement;
    const scale = isDrawn ? element.getScreenCTM().a : 1;
    const [front, back] = [luminance(isDrawn ? style.fill : style.color), luminance(backgroundOf(element))];
    const contrast = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    return { text: node.data.trim().slice(0, 40), contrast, size: parseFloat(style.fontSize) * scale };
  }

  function backgroundOf(element) {
    const box = element.closest('g')?.querySelector(':scope > rect:last-of-type');
    if (element instanceof SVGElement && box) {
      return getComputedStyle(box).fill;
    }

    for (let ancestor = element; ancestor !== null; ancestor = ancestor.parentElement) {
      const { backgroundColor } = getComputedStyle(ancestor);
      if (backgroundColor !== 'rgba(0, 0, 0, 0)') {
        return backgroundColor;
      }
    }

    return 'rgb(255, 255, 255)';
  }

  // Relative luminance as WCAG 2 defines it.
  function luminance(color) {
    const [red, green, blue] = color.match(/[\d.]+/g).map(channel => channel / 255)
      .map(channel => channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  // What scrolls or is cut off by itself may be wider than the page.
  function sticksOut(element) {
    const { left, right } = element.getBoundingClientRect();
    return (left < -0.5 || right > document.documentElement.clientWidth + 0.5) && element.closest('.table, .sketch, .name') === null;
  }

  function least(items, measure) {
    return items.reduce((least, item) => measure(item) < measure(least) ? item : least);
  }
}
