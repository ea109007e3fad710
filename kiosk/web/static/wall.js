// A wall: figures replaced in place, pages turned by time or key.

import { onMessage, onScene } from "./live.js";

const TURN_EVERY = 12000;
let shown = 0;
let turning = null;
let kind = null;

function pages() {
  return [...document.querySelectorAll("[data-page]")];
}

function show(index) {
  const all = pages();
  if (!all.length) return;
  shown = (index + all.length) % all.length;
  all.forEach((page, at) => { page.hidden = at !== shown; });
}

function turnTo(index) {
  show(index);
  pages()[shown]?.classList.add("turned");
}

function turnBy(step) {
  turnTo(shown + step);
  restart();
}

function restart() {
  clearInterval(turning);
  if (pages().length > 1) turning = setInterval(() => turnTo(shown + 1), TURN_EVERY);
}

function figures(news) {
  const main = document.querySelector("main");
  const own = news.figures[main.dataset.contest];
  if (!own) return;
  for (const place of main.querySelectorAll("[data-figure]")) {
    const text = String(own[place.dataset.figure]);
    if (place.textContent !== text) place.textContent = text;
  }
  if (main.dataset.scene === "counting") comb(main, [0, ...own.bounds]);
}

// The comb's four stretches are clipped at the bounds the server gives.
function comb(main, bounds) {
  for (const stretch of main.querySelectorAll(".comb clipPath rect")) {
    const to = Number(stretch.dataset.to) + 1;
    const [left, right] = [bounds[to - 1], bounds[to]];
    stretch.setAttribute("x", left);
    stretch.setAttribute("width", Math.max(0, right - left));
  }
}

function scene(main) {
  const next = `${main.dataset.contest}/${main.dataset.scene}`;
  show(next === kind ? shown : 0);
  if (next !== kind) {
    document.getElementById("spoken").textContent =
      [...main.querySelectorAll(".page:not([hidden]) h1, .page:not([hidden]) .now, .page:not([hidden]) .claim")]
        .map((part) => part.textContent.trim()).join(", ");
  }
  kind = next;
  restart();
}

addEventListener("keydown", (event) => {
  if (["ArrowRight", "PageDown", " "].includes(event.key)) turnBy(1);
  else if (["ArrowLeft", "PageUp"].includes(event.key)) turnBy(-1);
  else if (event.key === "Home") turnBy(-shown);
  else return;
  event.preventDefault();
});

onMessage.push(figures);
onScene.push(scene);
scene(document.querySelector("main"));
