"use strict";
const EVERY = 60000;
const STYLE = /<style[^]*?<\/style>/g; // of the fetched page: this one has its own
const $ = (id) => document.getElementById(id);
const filters = $("filters");
let current = "";
let failed = 0;

const rows = () => [...document.querySelectorAll(".row")];
const shown = () => rows().filter((row) => !row.hidden);
const listed = (row, name) => row.dataset[name].split("|");

function choose() {
  const { state, department, leader, words } = Object.fromEntries(new FormData(filters));
  const wanted = $("counts").querySelector("[aria-pressed=true]")?.dataset.state ?? state;
  for (const row of rows()) {
    row.hidden = !(
      (!wanted || row.dataset.states.split(" ").includes(wanted)) &&
      (!department || listed(row, "departments").includes(department)) &&
      (!leader || listed(row, "leaders").includes(leader)) &&
      words.split(/\s+/).every((word) => row.textContent.includes(word))
    );
  }
  const count = shown().length;
  $("shown").textContent = document.body.dataset.counted.replace("0", count);
  $("nothing").hidden = count > 0;
  $("meeting").disabled = count === 0;
  show();
}

function press(button) {
  const was = button.getAttribute("aria-pressed") === "true";
  for (const each of $("counts").children) each.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-pressed", String(!was));
  choose();
}

function show() {
  if (!document.body.classList.contains("meeting")) return;
  const among = shown();
  if (!among.length) return leave();
  let place = among.findIndex((row) => row.dataset.id === current);
  if (place < 0) place = 0;
  current = among[place].dataset.id;
  for (const row of rows()) row.classList.toggle("current", row.dataset.id === current);
  $("place").textContent = `${place + 1} / ${among.length}`;
  $("previous").disabled = place === 0;
  $("next").disabled = place === among.length - 1;
}

function turn(step) {
  const among = shown();
  const place = among.findIndex((row) => row.dataset.id === current) + step;
  if (among[place]) current = among[place].dataset.id;
  show();
}

function enter() {
  document.body.classList.add("meeting");
  $("steps").hidden = false;
  current = shown()[0]?.dataset.id ?? "";
  show();
  $("next").focus();
}

function leave() {
  document.body.classList.remove("meeting");
  $("steps").hidden = true;
  $("meeting").focus();
}

function replaced(page, id) {
  const fresh = page.getElementById(id);
  if (fresh) $(id).replaceChildren(...fresh.childNodes);
}

async function renew() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.status === 403) return end();
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString((await answer.text()).replace(STYLE, ""), "text/html");
    const pressed = $("counts").querySelector("[aria-pressed=true]")?.dataset.state;
    document.querySelector(".as-of").replaceChildren(...page.querySelector(".as-of").childNodes);
    replaced(page, "counts");
    replaced(page, "rows");
    for (const name of ["department", "leader"]) {
      const kept = filters.elements[name].value;
      filters.elements[name].replaceChildren(...page.querySelector(`[name=${name}]`).childNodes);
      filters.elements[name].value = kept;
      if (filters.elements[name].selectedIndex < 0) filters.elements[name].value = "";
    }
    if (pressed) $("counts").querySelector(`[data-state=${pressed}]`)?.setAttribute("aria-pressed", "true");
    failed = 0;
    $("line").className = "";
    $("line").textContent = document.body.dataset.renewed;
    choose();
  } catch {
    failed += 1;
    $("line").className = "bad";
    $("line").textContent = document.body.dataset.stale;
  }
}

function end() {
  clearInterval(timer);
  $("line").className = "bad";
  $("line").textContent = document.body.dataset.ended;
  $("rows").replaceChildren();
  $("counts").replaceChildren();
  leave();
}

filters.addEventListener("input", (event) => {
  if (event.target.name === "state") for (const each of $("counts").children) each.setAttribute("aria-pressed", "false");
  choose();
});
filters.addEventListener("submit", (event) => event.preventDefault());
$("counts").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) press(button);
});
$("meeting").addEventListener("click", enter);
$("leave").addEventListener("click", leave);
$("previous").addEventListener("click", () => turn(-1));
$("next").addEventListener("click", () => turn(1));
$("print").addEventListener("click", () => window.print());
document.addEventListener("keydown", (event) => {
  if (!document.body.classList.contains("meeting")) return;
  if (event.key === "ArrowRight" || event.key === "PageDown") turn(1);
  else if (event.key === "ArrowLeft" || event.key === "PageUp") turn(-1);
  else if (event.key === "Escape") leave();
});
$("line").textContent = document.body.dataset.renewed;
const timer = setInterval(renew, EVERY);
document.addEventListener("visibilitychange", () => document.hidden || renew());
choose();
