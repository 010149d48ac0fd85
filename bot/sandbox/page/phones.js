// All phones side by side, or one at a time with tabs; the sandbox's clock above them.

import { ask, send } from "./sandbox.js";
import { Phone, day } from "./phone.js";
import { listenToTools, showNext } from "./tools.js";
import { listenToTour } from "./tour.js";

const ACTION_MS = 5100;
const GLANCE_MS = 15000;
const phones = new Map();
const find = (id) => document.getElementById(id);
const narrow = window.matchMedia("(max-width: 719px)");
let seen = 0;
let busy = false;
let again = false;
let active = null;
let wanted = null; // the phone that was just added, until the page has it
let fading = 0;
let nextSeen = ""; // for which state the next event was asked

/** Fetch what changed since the last time, one fetch at a time. */
async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    do {
      again = false;
      show(await ask(`state?since=${seen}`));
    } while (again);
  } finally {
    busy = false;
  }
}

function show(state) {
  if (state.change < seen) return location.reload();
  seen = state.change;
  showClock(state.clock);
  for (const facts of state.phones) {
    if (!phones.has(facts.id)) add(facts, state.bot);
    const phone = phones.get(facts.id);
    phone.update(facts);
    phone.tab.querySelector("i").textContent = facts.unread || "";
    if (isOpen(phone)) phone.look();
  }
  find("none").hidden = phones.size > 0;
  if (phones.has(wanted)) {
    open(wanted);
    phones.get(wanted).element.scrollIntoView({ inline: "end", behavior: "smooth" });
    wanted = null;
  }
  if (state.phones.some((facts) => facts.action)) {
    fading ||= setTimeout(() => ((fading = 0), refresh()), ACTION_MS);
  }
}

function showClock({ now, moving }) {
  find("now").textContent = `${now.slice(0, 4)}年${day(now)} ${now.slice(11, 16)}`;
  find("now").dateTime = now;
  find("passing").hidden = !moving;
  document.body.classList.toggle("passing", moving);
  for (const button of document.querySelectorAll("[data-hours]")) button.disabled = moving;
  const asked = `${moving} ${seen} ${now.slice(0, 15)}`;
  if (asked !== nextSeen) showNext(moving);
  nextSeen = asked;
}

function isOpen(phone) {
  if (document.hidden) return false;
  return narrow.matches ? phone.id === active : phone.element.contains(document.activeElement);
}

function add(facts, bot) {
  const phone = new Phone(facts, bot);
  phones.set(facts.id, phone);
  phone.tab = Object.assign(document.createElement("button"), { type: "button" });
  phone.tab.append(Object.assign(document.createElement("b"), { textContent: facts.role }), facts.name);
  phone.tab.setAttribute("role", "tab");
  phone.tab.append(document.createElement("i"));
  phone.tab.addEventListener("click", () => open(phone.id));
  find("tabs").append(phone.tab);
  find("phones").append(phone.element);
  if (active === null) open(facts.id);
}

function open(id) {
  active = id;
  for (const phone of phones.values()) {
    phone.element.classList.toggle("open", phone.id === id);
    phone.tab.setAttribute("aria-selected", phone.id === id);
  }
  if (narrow.matches) phones.get(id).look();
}

function listen() {
  listenToTools();
  listenToTour((id) => {
    open(id);
    phones.get(id)?.element.scrollIntoView({ inline: "nearest", behavior: "smooth" });
  });
  document.addEventListener("keydown", (event) => {
    const phone = event.altKey && [...phones.values()][Number(event.key) - 1];
    if (!phone) return;
    event.preventDefault();
    open(phone.id);
    phone.input.focus();
  });
  const events = new EventSource("/sandbox/events");
  events.addEventListener("open", () => (find("offline").hidden = true));
  events.addEventListener("error", () => (find("offline").hidden = false));
  events.addEventListener("message", refresh);
  document.addEventListener("visibilitychange", refresh);
  setInterval(refresh, GLANCE_MS);
  for (const button of document.querySelectorAll("[data-hours]")) {
    button.addEventListener("click", () => send("clock", { hours: Number(button.dataset.hours) }));
  }
  find("add").addEventListener("click", async () => {
    find("guest").showModal();
    const { names } = await ask("guests");
    find("guest").querySelector("input").placeholder = names.length ? "名单里的人会自动绑定" : "随便起一个";
    find("guests").replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
  });
  find("guest").addEventListener("close", async () => {
    const form = find("guest").querySelector("form");
    if (find("guest").returnValue === "add") {
      ({ id: wanted } = await send("phone", { name: form.elements.name.value }));
      await refresh();
    }
    find("guest").returnValue = "";
    form.reset();
  });
}

listen();
