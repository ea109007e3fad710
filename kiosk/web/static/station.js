// A counting station: three sounds for three verdicts, and a switch for them.

import { onScene } from "./live.js";

const SOUNDS = {
  counted: [["sine", 1175, 0, 0.09]],
  person: [["triangle", 587, 0, 0.14], ["triangle", 587, 0.22, 0.14]],
  refused: [["sawtooth", 165, 0, 0.45]],
  held: [["sawtooth", 165, 0, 0.45]],
};
const KEY = "scrutineer-muted";
let context = null;
let last = document.querySelector("main").dataset.verdict;

function muted() {
  return localStorage.getItem(KEY) === "yes";
}

function drawMute() {
  const button = document.getElementById("mute");
  button.setAttribute("aria-pressed", String(muted()));
  button.classList.toggle("asking", !muted() && context?.state !== "running");
}

function switchMute() {
  localStorage.setItem(KEY, muted() ? "no" : "yes");
  drawMute();
}

async function wake() {
  context ??= new AudioContext();
  if (context.state !== "running") await context.resume();
  drawMute();
}

function play(kind) {
  if (muted() || context?.state !== "running") return;
  for (const [shape, pitch, after, length] of SOUNDS[kind] ?? []) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const from = context.currentTime + after;
    tone.type = shape;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.25, from);
    volume.gain.exponentialRampToValueAtTime(0.001, from + length);
    tone.connect(volume).connect(context.destination);
    tone.start(from);
    tone.stop(from + length);
  }
}

onScene.push((main) => {
  drawMute();
  if (main.dataset.verdict !== last) play(main.dataset.kind);
  last = main.dataset.verdict;
});
document.addEventListener("click", (event) => {
  wake();
  if (event.target.closest("#mute")) switchMute();
});
addEventListener("keydown", (event) => {
  wake();
  if (event.key.toLowerCase() === "m" && !event.ctrlKey && !event.metaKey) switchMute();
});
drawMute();
