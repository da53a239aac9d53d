// Puts the cards of the board where they belong and lets their ages run; what is on a card is the server's business.
"use strict";

const MINUTE_MS = 60000;
const LOUDEST = 3;
const ANNOUNCE_MS = 10000;
const ROW_PX = 4;

const list = byId("cards");
const ages = new Map(); // "card since" → age at a moment of the steady clock
const newcomers = [];
let announcedAt = -ANNOUNCE_MS;

// An age is the server's time minus the server's stamp when the card came, and runs on by the steady clock from there:
// no clock that is set, here or there, moves it, and it never runs backwards.
function startAge(key, stamp, now, isWhole) {
  const at = performance.now();
  const name = `${key} ${stamp}`;
  const told = Math.max(now - stamp, 0);
  const known = ages.get(name);
  const running = known ? known.age + at - known.at : 0;
  if (!known || isWhole) ages.set(name, { age: Math.max(told, running), at });
}

function ageOf(key, stamp) {
  const known = ages.get(`${key} ${stamp}`);
  return known ? known.age + performance.now() - known.at : 0;
}

function made(html) {
  const template = document.createElement("template");
  template.innerHTML = html; // written by the server's templates, which escape everything
  return template.content.firstElementChild;
}

function take(state) {
  const before = new Map([...list.children].map((card) => [card.id, card]));
  const wanted = new Set(state.order);
  for (const [id, card] of before) if (!wanted.has(id)) card.remove();
  let place = list.firstElementChild;
  for (const id of state.order) {
    let card = before.get(id);
    if (state.pieces[id] !== undefined) {
      const fresh = made(state.pieces[id]);
      if (card) {
        if (place === card) place = fresh;
        card.replaceWith(fresh);
      } else if (!state.whole) {
        fresh.classList.add("is-arriving");
        newcomers.push(fresh.querySelector("h3").textContent);
      }
      card = fresh;
    }
    if (card !== place) list.insertBefore(card, place);
    else place = place.nextElementSibling;
    for (const stamped of [card, ...card.querySelectorAll("[data-since]")]) {
      startAge(id, Number(stamped.dataset.since), state.now, state.whole);
    }
    if (card.dataset.promise && (state.whole || state.pieces[id] !== undefined)) {
      card.promise = { left: Number(card.dataset.promise) - state.now, at: performance.now() };
    }
  }
  for (const name of ages.keys()) if (!wanted.has(name.split(" ")[0])) ages.delete(name);
  for (const name of ["open", "portions", "held"]) byId(name).textContent = state.told[name];
  byId("earlier").textContent = state.told.earlier;
  byId("earlier").hidden = !state.told.earlier;
  byId("empty").textContent = state.told.none;
  byId("empty").hidden = state.order.length > 0;
  tick();
  placeCards();
}

function paceOf(card) {
  const age = ageOf(card.id, card.dataset.since);
  const shown = say("minutes", { age: Math.floor(age / MINUTE_MS) });
  if ("held" in card.dataset) return ["fresh", say("age.held", { age: shown })];
  if (card.promise) {
    const left = card.promise.left - (performance.now() - card.promise.at);
    const values = { time: card.dataset.promiseClock, age: say("minutes", { age: Math.floor(left / MINUTE_MS) }) };
    if (left <= 0) return ["late", say("promise.late", values)];
    return left <= card.dataset.due * MINUTE_MS ? ["due", say("promise.due", values)] : ["fresh", say("promise", values)];
  }
  if (age >= card.dataset.late * MINUTE_MS) return ["late", say("age.late", { age: shown })];
  if (age >= card.dataset.due * MINUTE_MS) return ["due", say("age.due", { age: shown })];
  const isNew = "untouched" in card.dataset && age < MINUTE_MS;
  return ["fresh", isNew ? say("age.new", { age: shown }) : shown];
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function tick() {
  const cards = [...list.children];
  let late = 0;
  const paces = cards.map(paceOf);
  const fired = cards.filter((card) => !("held" in card.dataset)).length;
  const isLoud = paces.filter(([level]) => level === "late").length * 2 <= fired;
  cards.forEach((card, index) => {
    const [level, text] = paces[index];
    if (level === "late") late += 1;
    card.dataset.level = level === "late" && !isLoud && late > LOUDEST ? "hushed" : level;
    write(card.querySelector(".age"), text);
    for (const section of card.querySelectorAll(".section")) {
      const minutes = Math.floor(ageOf(card.id, section.dataset.since) / MINUTE_MS);
      write(section.querySelector(".section-age"), say("minutes", { age: minutes }));
    }
  });
  if (page.state !== "waiting") write(byId("late"), String(late));
  document.body.classList.toggle("has-late", late > 0);
  announce();
}

function announce() {
  if (!newcomers.length || performance.now() - announcedAt < ANNOUNCE_MS) return;
  announcedAt = performance.now();
  byId("announce").textContent = say("announce", { names: newcomers.splice(0).join(", ") });
}

// Cards keep their order and their own height: each takes as many of the grid's low rows as it needs.
function placeCards() {
  const gap = parseFloat(getComputedStyle(list).columnGap) || 0;
  for (const card of list.children) {
    const height = card.firstElementChild.getBoundingClientRect().height;
    card.style.gridRowEnd = `span ${Math.ceil((height + gap) / ROW_PX)}`;
  }
}

new ResizeObserver(placeCards).observe(list);
openStream({ take, tick, offline: "offline.board", session: "/board/session" });
