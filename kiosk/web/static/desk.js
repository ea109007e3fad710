// A public terminal goes home when nobody touches it.

import "./live.js";

const IDLE = 90000;
const { home } = document.body.dataset;
let idle = null;

function touched() {
  clearTimeout(idle);
  if (home && location.pathname !== home) idle = setTimeout(() => location.assign(home), IDLE);
}

for (const kind of ["pointerdown", "keydown", "scroll", "wheel"]) {
  addEventListener(kind, touched, { passive: true, capture: true });
}
touched();
