// Keeps a page in step with the server: streams, polls when it cannot, and says when it is lost.

const LOST_AFTER = 2700; // ms without a word; pages must say so within 3 s
const POLL_EVERY = 1000;
const POLL_AFTER = 1500; // ms of silence after which a page asks by itself
const STREAM_AGAIN = 10000;

const { watch, events, latest, poll } = document.body.dataset;
const lostBar = document.getElementById("lost");
let heard = performance.now();
let clockAt = null; // [hall's ms, our ms]
let shift = 0; // hall's offset from UTC, ms
let fetching = false;
let source = null;
let polling = false;
let message = null;

export const onMessage = [];
export const onScene = [];

function hallClock() {
  if (!clockAt) return null;
  const now = new Date(clockAt[0] + performance.now() - clockAt[1] + shift);
  return now.toISOString().slice(11, 16);
}

function setClock(at, clock) {
  clockAt = [at, performance.now()];
  const [hours, minutes] = clock.split(":").map(Number);
  const utc = new Date(at);
  let gap = hours * 60 + minutes - utc.getUTCHours() * 60 - utc.getUTCMinutes();
  if (gap < -720) gap += 1440;
  if (gap > 720) gap -= 1440;
  shift = gap * 60000;
}

function showClock() {
  const text = hallClock();
  if (!text || document.body.classList.contains("stale")) return;
  for (const place of document.querySelectorAll("[data-clock]")) {
    if (place.textContent !== text) place.textContent = text;
  }
}

// A browser opens some six connections to a server at most, so its pages share one stream: the page
// that holds the lock listens and passes on what it hears. The next one takes over when it closes.
function listen() {
  if (poll) return startPolling();
  if (!navigator.locks || !window.BroadcastChannel) return openStream(hear);
  const channel = new BroadcastChannel(`scrutineer ${events}`);
  channel.onmessage = ({ data }) => {
    stopPolling();
    hear(data);
  };
  pollOnce();
  navigator.locks.request(`scrutineer ${events}`, () => {
    openStream((news) => {
      hear(news);
      channel.postMessage(news);
    });
    return new Promise(() => {}); // held for as long as this page is there
  });
}

function openStream(tell) {
  const pass = (event) => tell(JSON.parse(event.data));
  source = new EventSource(events);
  source.onmessage = pass;
  source.addEventListener("beat", pass);
  source.onopen = () => stopPolling();
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => openStream(tell), STREAM_AGAIN);
    startPolling();
  };
}

function startPolling() {
  if (polling) return;
  polling = setInterval(pollOnce, POLL_EVERY);
  pollOnce();
}

function stopPolling() {
  clearInterval(polling);
  polling = false;
}

async function pollOnce() {
  try {
    const answer = await fetch(latest, { cache: "no-store", signal: AbortSignal.timeout(2000) });
    if (answer.ok) hear(await answer.json());
  } catch {
    // silence is what the watchdog listens for
  }
}

function hear(news) {
  heard = performance.now();
  if (news.clock) setClock(news.at, news.clock);
  if (lostBar && !lostBar.hidden) {
    lostBar.hidden = true;
    document.body.classList.remove("stale");
    if (!news.marks && !message) return;
  }
  if (news.marks) {
    message = news;
    onMessage.forEach((tell) => tell(news));
    catchUp();
  }
  showClock();
}

function watchdog() {
  showClock();
  if (!source && !poll && performance.now() - heard > POLL_AFTER) startPolling();
  if (!lostBar || performance.now() - heard < LOST_AFTER || !lostBar.hidden) return;
  lostBar.querySelector("[data-lost-at]").textContent =
    document.querySelector("[data-clock]")?.textContent ?? hallClock() ?? "";
  lostBar.hidden = false;
  document.body.classList.add("stale");
}

// The page is drawn anew whenever its signature differs from the server's.
async function catchUp() {
  const main = document.querySelector("main");
  const wanted = message?.marks[watch];
  if (fetching || !wanted || wanted === main.dataset.signature) return;
  fetching = true;
  let again = 250;
  try {
    const answer = await fetch(location.href, {
      cache: "no-store",
      signal: AbortSignal.timeout(5000),
    });
    if (answer.ok) {
      const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = drawn.querySelector("main");
      if (fresh) replace(main, document.adoptNode(fresh));
      again = 60;
    }
  } catch {
    again = 1000;
  }
  fetching = false;
  setTimeout(catchUp, again);
}

function replace(old, fresh) {
  const focused = document.activeElement?.id;
  const scrolled = old.scrollTop;
  old.replaceWith(fresh);
  fresh.scrollTop = scrolled;
  if (focused) document.getElementById(focused)?.focus();
  if (message) onMessage.forEach((tell) => tell(message));
  onScene.forEach((tell) => tell(fresh));
}

if (watch) {
  listen();
  setInterval(watchdog, 100);
  addEventListener("offline", () => { heard = Math.min(heard, performance.now() - LOST_AFTER + 400); });
}
