// Shows the numbers as large as the screen allows; which numbers there are is the server's business.
"use strict";

const NEWEST_MS = 30000;
const DIGIT_WIDTH = 0.64; // of the letter height
const LINE_HEIGHT = 1.2;
const LARGEST = 0.42; // of the height of its half

let shown = { preparing: [], ready: [] };
let known = null;

function take(state) {
  shown = state.told;
  const at = performance.now();
  const arrived = new Map();
  for (const [number, stamp] of shown.ready) {
    const age = Math.max(state.now - stamp, 0);
    arrived.set(number, known?.get(number) ?? at - (known ? Math.min(age, NEWEST_MS) : age));
  }
  const fresh = known ? [...arrived.keys()].filter((number) => !known.has(number)) : [];
  known = arrived;
  fill(byId("preparing"), shown.preparing);
  fill(byId("ready"), shown.ready.map(([number]) => number));
  if (fresh.length) byId("announce").textContent = fresh.map((number) => say("pickup.now", { number })).join(" ");
  tick();
}

function fill(list, numbers) {
  const before = new Map([...list.children].map((each) => [each.textContent, each]));
  list.replaceChildren(
    ...numbers.map((number) => {
      const entry = before.get(String(number)) ?? document.createElement("li");
      entry.textContent = String(number);
      return entry;
    }),
  );
  fit(list);
}

// The largest letters with which all numbers find a place, side by side and below each other.
function fit(list) {
  const count = list.children.length;
  if (!count) return;
  const box = list.getBoundingClientRect();
  const gap = parseFloat(getComputedStyle(list).columnGap) || 0;
  const digits = Math.max(2, ...[...list.children].map((each) => each.textContent.length));
  let best = { size: 0, columns: 1 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const width = (box.width - gap * (columns - 1)) / columns;
    const height = (box.height - gap * (rows - 1)) / rows;
    const size = Math.min(width / (digits * DIGIT_WIDTH + 0.5), height / LINE_HEIGHT, box.height * LARGEST);
    if (size > best.size) best = { size, columns };
  }
  list.style.setProperty("--size", `${Math.floor(best.size)}px`);
  list.style.setProperty("--columns", String(best.columns));
}

function tick() {
  for (const entry of byId("ready").children) {
    const at = known?.get(Number(entry.textContent));
    entry.classList.toggle("is-newest", at !== undefined && performance.now() - at < NEWEST_MS);
  }
}

for (const id of ["preparing", "ready"]) new ResizeObserver(() => fit(byId(id))).observe(byId(id));
openStream({ take, tick, offline: "offline.pickup", session: null });
