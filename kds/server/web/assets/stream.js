// Keeps the stream of a page open, and judges by the page's own clock whether what it shows is still true.
"use strict";

const SLOW_MS = 3000; // without a word from the server, which speaks every 2 s
const OFFLINE_MS = 6000;
const TICK_MS = 500;
const AGAIN_MS = 4000;
const RELOAD_MS = 30000;

const page = document.body.dataset;
const words = JSON.parse(page.words);
const byId = (id) => document.getElementById(id);
const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const minutesAndSeconds = (ms) => {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

// Two clocks, because one may be set and the other may stand still while the machine sleeps: the longer silence counts.
const bothClocks = () => ({ steady: performance.now(), wall: Date.now() });
const since = (then) => Math.max(performance.now() - then.steady, Date.now() - then.wall, 0);

function openStream({ take, tick, offline, session }) {
  let source = null;
  let heard = null;
  let tried = bothClocks();
  let clock = "--:--:--";
  let refusals = 0;

  const hear = (event) => {
    heard = bothClocks();
    refusals = 0;
    return JSON.parse(event.data);
  };

  const reload = () => {
    const last = Number(sessionStorage.getItem("reloaded") || 0);
    if (Math.abs(Date.now() - last) < RELOAD_MS) return;
    sessionStorage.setItem("reloaded", String(Date.now()));
    location.reload();
  };

  const connect = () => {
    source?.close();
    tried = bothClocks();
    source = new EventSource(page.events);
    source.addEventListener("state", (event) => {
      const state = hear(event);
      take(state);
      judge();
      if (state.version !== page.version) reload();
    });
    source.addEventListener("beat", (event) => {
      clock = hear(event).clock;
      byId("clock").textContent = clock;
      judge();
    });
    source.addEventListener("end", () => location.reload());
    source.addEventListener("error", refused);
  };

  // A browser tries again by itself after a lost connection, but not after an answer that is no stream.
  const refused = async () => {
    if (source.readyState !== EventSource.CLOSED || !session) return;
    try {
      const answer = await fetch(session, { cache: "no-store" });
      if (answer.status === 401 && ++refusals > 1) location.reload();
    } catch {
      // no server: the next tick tries again
    }
  };

  const judge = () => {
    const silence = heard === null ? since(tried) : since(heard);
    const isOffline = silence >= OFFLINE_MS;
    const state = isOffline ? "offline" : heard === null ? "waiting" : silence >= SLOW_MS ? "slow" : "live";
    const wasOffline = page.state === "offline";
    page.state = state;
    const row = byId("offline");
    row.hidden = !isOffline;
    if (isOffline) row.textContent = say(offline, { age: minutesAndSeconds(silence), clock });
    const word = byId("connection");
    if (word && state !== "waiting") word.textContent = say(state);
    if (isOffline && !wasOffline) byId("alarm").textContent = row.textContent;
    if (!isOffline && wasOffline) byId("alarm").textContent = "";
    if (silence >= SLOW_MS && since(tried) >= AGAIN_MS) connect();
    tick();
  };

  setInterval(judge, TICK_MS);
  for (const [target, name] of [[document, "visibilitychange"], [document, "resume"], [window, "pageshow"], [window, "online"]]) {
    target.addEventListener(name, judge);
  }
  // What a frozen page shows when it is looked at again may be hours old: it freezes as one that knows nothing.
  document.addEventListener("freeze", () => {
    page.state = "offline";
    byId("offline").hidden = false;
    byId("offline").textContent = say(offline, { age: "", clock });
  });
  window.addEventListener("pagehide", () => source?.close());
  connect();
}
