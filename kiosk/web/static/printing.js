// Puts what moves on the printing page in place as the hall changes; the form is left alone.

import { onMessage } from "./live.js";

let wanted = null;
let fetching = false;

const place = () => document.getElementById("work");

async function refresh() {
  const old = place();
  if (fetching || !old || !wanted || old.dataset.signature === wanted) return;
  fetching = true;
  let again = 250;
  try {
    const answer = await fetch(old.dataset.source, {
      cache: "no-store",
      signal: AbortSignal.timeout(5000),
    });
    if (answer.ok) {
      const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = drawn.getElementById("work");
      if (fresh) replace(old, document.adoptNode(fresh));
    }
  } catch {
    again = 1000;
  }
  fetching = false;
  setTimeout(refresh, again);
}

function replace(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  const open = [...old.querySelectorAll("details")].map((part) => part.open);
  const said = document.getElementById("said");
  if (said && fresh.dataset.said !== old.dataset.said) said.textContent = fresh.dataset.said;
  old.replaceWith(fresh);
  const parts = [...fresh.querySelectorAll("details")];
  if (parts.length === open.length) parts.forEach((part, n) => { part.open = open[n]; });
  if (focused) (document.getElementById(focused) ?? fresh.closest("main")).focus();
}

onMessage.push((news) => {
  wanted = news.marks.printing;
  refresh();
});

// What was refused is where to go on; a browser may have passed over the attribute.
document.querySelector("[autofocus]")?.focus();
