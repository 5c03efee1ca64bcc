// Steps through the ledger: one time step and one direction are shown at a time; a box that is pointed at, focused or clicked shows its vectors.
"use strict";
const ledger = JSON.parse(document.getElementById("ledger").textContent);
const $ = id => document.getElementById(id);
const net = $("net"), last = ledger.steps - 1;
const all = selector => [...document.querySelectorAll(selector)];
const boxes = all(".net .box");
const still = matchMedia("(prefers-reduced-motion: reduce)");
let t = 0, backward = false, pinned = null;

function figure(v) {
  const size = Math.abs(v);
  if (v === 0 || !isFinite(v)) return String(v);
  return size < 1e-3 || size >= 1e5 ? v.toExponential(1).replace(/e([+-])(\d)$/, "e$10$2") : size >= 1e3 ? v.toFixed(0) : v.toPrecision(3);
}

function strip(values) {
  const most = Math.max(...values.map(Math.abs)) || 1;
  const cells = document.createElement("div");
  cells.className = "strip";
  cells.setAttribute("aria-hidden", "true");
  values.slice(0, 512).forEach((v, i) => {
    const cell = document.createElement("i");
    cell.title = i + ": " + figure(v);
    const share = Math.round(100 * Math.abs(v) / most);
    cell.style.background = "color-mix(in srgb, var(" + (v < 0 ? "--b" : "--accent") + ") " + share + "%, var(--track))";
    cells.append(cell);
  });
  return cells;
}

function vector(name, what, values) {
  const head = document.createElement("p"), note = document.createElement("span");
  head.className = "vector";
  head.append(name + " ", note);
  note.textContent = what + ", norm " + figure(norm(values)) + ", " + values.length + " numbers";
  const more = document.createElement("details"), list = document.createElement("div");
  const summary = document.createElement("summary");
  summary.textContent = "the numbers";
  list.className = "values";
  list.textContent = values.map(figure).join("  ");
  more.append(summary, list);
  return [head, strip(values), more];
}

function norm(values) {
  const most = Math.max(0, ...values.map(Math.abs));
  return most === 0 ? 0 : most * Math.sqrt(values.reduce((sum, v) => sum + (v / most) ** 2, 0));
}

function show(box) {
  const row = box.dataset.row, step = +box.dataset.t;
  boxes.forEach(each => each.classList.toggle("shown", each === box));
  $("vector-title").textContent = (backward ? "d" : "") + row + ", step " + step;
  const place = $("vectors");
  place.replaceChildren();
  if (!ledger.vectors) {
    place.textContent = "This sequence is long: the page holds norms only. Trace a shorter one for its vectors.";
    return;
  }
  const parts = ledger.vectors[step][row];
  for (const part of backward ? ledger.backwardParts : ledger.forwardParts) {
    if (parts[part.key] && parts[part.key].length) place.append(...vector(part.name, part.what, parts[part.key]));
  }
}

function select(step, focus) {
  t = Math.max(0, Math.min(last, step));
  boxes.forEach(box => {
    const at = +box.dataset.t;
    box.classList.toggle("now", at === t);
    box.classList.toggle("done", backward ? at > t : at < t);
  });
  $("step").value = t;
  $("at").textContent = "step " + t + " of 0 to " + last;
  $("pass-title").textContent = "BackwardPass(" + t + ")";
  $("pass").textContent = ledger.passes[t];
  all(".cursor").forEach(rect => rect.setAttribute("x", t));
  const row = pinned || ledger.rows[1], box = boxes.find(each => +each.dataset.t === t && each.dataset.row === row);
  if (box) {
    show(box);
    const scroll = net.parentElement;
    scroll.scrollTo({ left: box.offsetLeft - scroll.clientWidth / 2 + box.offsetWidth / 2, behavior: still.matches ? "auto" : "smooth" });
    if (focus) box.focus({ preventScroll: true });
  }
  $("earlier").disabled = t === 0;
  $("later").disabled = t === last;
}

function turn(back) {
  backward = back;
  net.classList.toggle("backward", back);
  net.classList.toggle("forward", !back);
  $("turn-forward").setAttribute("aria-pressed", String(!back));
  $("turn-backward").setAttribute("aria-pressed", String(back));
  select(t);
}

boxes.forEach(box => {
  box.addEventListener("mouseenter", () => show(box));
  box.addEventListener("focus", () => show(box));
  box.addEventListener("click", () => { pinned = box.dataset.row; select(+box.dataset.t); });
});
all(".map-rows svg").forEach(map => map.addEventListener("click", event => {
  const area = map.getBoundingClientRect();
  select(Math.floor((event.clientX - area.left) / area.width * ledger.steps));
}));
$("step").addEventListener("input", event => select(+event.target.value));
$("earlier").addEventListener("click", () => select(t - 1));
$("later").addEventListener("click", () => select(t + 1));
$("turn-forward").addEventListener("click", () => { turn(false); select(0); });
$("turn-backward").addEventListener("click", () => { turn(true); select(last); });
document.addEventListener("keydown", event => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.type === "range") return;
  const inNet = event.target.classList && event.target.classList.contains("box");
  const moves = { ArrowLeft: t - 1, ArrowRight: t + 1, Home: 0, End: last };
  if (event.key in moves) select(moves[event.key], inNet);
  else if (event.key === "f") turn(false);
  else if (event.key === "b") turn(true);
  else return;
  event.preventDefault();
});
select(0);
