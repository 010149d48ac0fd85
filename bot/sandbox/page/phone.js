// One phone: its chat, its keyboards, its way to write.

import { ask, send } from "./sandbox.js";
import { messageElement } from "./message.js";
import { inspect } from "./tools.js";
import { safe, startCode } from "./text.js";

const ACTIONS = { typing: "正在输入…", upload_document: "正在发送文件…", upload_photo: "正在发送照片…" };
const WEEKDAYS = "日一二三四五六";
const SHOWN = 400;
const NEAR_BOTTOM = 80;
const TOAST_MS = 4000;

/** "3月9日 星期一" of an ISO time, in the zone it is written in. */
export function day(iso) {
  const [year, month, date] = iso.slice(0, 10).split("-").map(Number);
  const weekday = WEEKDAYS[new Date(Date.UTC(year, month - 1, date)).getUTCDay()];
  return `${month}月${date}日 星期${weekday}`;
}

export class Phone {
  constructor(facts, bot) {
    this.id = facts.id;
    this.bot = bot;
    this.messages = new Map();
    this.answered = facts.answers.length;
    this.about = null;
    this.read = facts.read;
    this.element = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.find = (selector) => this.element.querySelector(selector);
    this.chat = this.find(".chat");
    this.input = this.find("textarea");
    this.element.dataset.phone = this.id;
    this.find(".bot").textContent = bot.name;
    this.find(".role").textContent = facts.role;
    this.find(".name").textContent = facts.name;
    this.chat.setAttribute("aria-label", `${facts.name}的手机`);
    this.listen();
    this.stick();
  }

  listen() {
    this.find(".start").addEventListener("click", () => this.say("/start"));
    this.find(".compose").addEventListener("submit", (event) => (event.preventDefault(), this.submit()));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("input", () => this.typed());
    this.find(".menu").addEventListener("click", () => this.offer(this.find(".commands").hidden ? "" : null));
    this.find(".keys").addEventListener("click", ({ currentTarget: key }) => {
      key.setAttribute("aria-expanded", this.element.classList.toggle("unfolded")); // only the web client folds it
    });
    this.find(".about button").addEventListener("click", () => this.turnTo(null));
    this.find(".alert button").addEventListener("click", () => (this.find(".alert").hidden = true));
    this.find(".attach input").addEventListener("change", (event) => this.upload(event.target));
    for (const end of ["pointerup", "keyup"]) this.element.addEventListener(end, () => this.look()); // not while a tap lasts
    this.chat.addEventListener("keydown", (event) => this.walk(event));
    this.element.addEventListener("dragover", (event) => event.preventDefault());
    this.element.addEventListener("drop", (event) => this.drop(event));
  }

  /** Show what the sandbox says of this phone. */
  update(facts) {
    this.unread = facts.unread;
    this.commands = facts.commands;
    this.show(".unread", facts.unread > 0, facts.unread);
    this.find(".action").textContent = facts.blocked ? "已停用机器人" : (ACTIONS[facts.action] ?? "机器人");
    this.find(".action").classList.toggle("busy", Boolean(facts.action));
    this.find(".menu").hidden = !facts.commands.length;
    this.keyboard(facts.keyboard);
    const moved = this.read !== facts.read;
    this.read = facts.read;
    for (const message of facts.messages) this.take(message);
    if (facts.messages.length || moved) this.lay(facts.messages.some((message) => message.mine));
    for (const answer of facts.answers.slice(this.answered)) this.answer(answer);
    this.answered = facts.answers.length;
  }

  take(message) {
    if (message.deleted) this.messages.delete(message.id);
    else this.messages.set(message.id, { message, element: messageElement(message, this.acts()) });
  }

  acts() {
    return {
      follow: (href) => this.follow(href),
      press: (message, button, key) => this.press(message, button, key),
      reply: (message) => this.turnTo({ reply: message }),
      edit: (message) => this.turnTo({ edit: message }),
      inspect: (message) => inspect(this.id, message.id),
      jump: (id) => this.jump(id),
    };
  }

  /** Lay the messages out again, with a line for each day and one before the first unread. */
  lay(toBottom) {
    this.stuck ||= toBottom;
    const items = [];
    let date = "";
    let seen = true;
    for (const { message, element } of [...this.messages.values()].slice(-SHOWN)) {
      if (message.date.slice(0, 10) !== date) items.push(rule("day", day(message.date)));
      date = message.date.slice(0, 10);
      if (seen && !message.mine && message.id > this.read) {
        items.push(rule("new", "未读消息"));
        seen = false;
      }
      items.push(element);
    }
    this.find(".empty").hidden = items.length > 0;
    arrange(this.find("ol"), items);
    if (this.stuck) this.bottom();
  }

  bottom() {
    this.chat.scrollTop = this.chat.scrollHeight;
  }

  /** Who reads the newest message keeps reading it, whatever grows or is resized. */
  stick() {
    this.stuck = true;
    this.chat.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = this.chat;
      if (scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM) this.stuck = true;
      else if (scrollTop < this.place) this.stuck = false;
      this.place = scrollTop;
    });
    const observer = new ResizeObserver(() => this.stuck && this.bottom());
    observer.observe(this.chat);
    observer.observe(this.find("ol"));
  }

  jump(id) {
    const target = this.messages.get(id)?.element;
    target?.scrollIntoView({ block: "center", behavior: "smooth" });
    target?.animate([{ opacity: 0.4 }, { opacity: 1 }], 900);
  }

  answer({ text, alert }) {
    for (const key of this.element.querySelectorAll(".waiting")) key.classList.remove("waiting");
    if (!text) return;
    if (alert) {
      this.show(".alert", true);
      this.find(".alert p").textContent = text;
      return;
    }
    this.toast(text);
  }

  /** Show a line that passes. */
  toast(text) {
    this.show(".toast", true, text);
    clearTimeout(this.fading);
    this.fading = setTimeout(() => this.show(".toast", false), TOAST_MS);
  }

  keyboard(rows) {
    const words = JSON.stringify(rows);
    if (words === this.words) return;
    this.words = words;
    const node = this.find(".keyboard");
    node.hidden = !rows.length;
    this.find(".keys").classList.toggle("some", rows.length > 0);
    node.replaceChildren(
      ...rows.map((row) => {
        const line = document.createElement("div");
        line.append(...row.map((word) => button(word, () => this.say(word))));
        return line;
      }),
    );
  }

  /** Offer the commands that begin so; null takes the offer away. */
  offer(beginning) {
    const fitting = beginning === null ? [] : this.commands.filter((c) => c.command.startsWith(beginning));
    const list = this.find(".commands");
    list.hidden = !fitting.length;
    list.replaceChildren(
      ...fitting.map(({ command, description }) => {
        const item = document.createElement("li");
        const key = button("", () => (this.offer(null), this.write(""), this.say(`/${command}`)));
        key.append(Object.assign(document.createElement("b"), { textContent: `/${command}` }), ` ${description}`);
        item.append(key);
        return item;
      }),
    );
  }

  typed() {
    const command = /^\/(\w*)$/.exec(this.input.value);
    this.offer(command ? command[1] : null);
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 120)}px`;
  }

  write(text) {
    this.input.value = text;
    this.typed();
  }

  key(event) {
    if (event.key === "Escape") this.turnTo(null), this.offer(null);
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  /** Go from message to message by the arrow keys, whose buttons are then reached by Tab. */
  walk(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    const bubbles = [...this.chat.querySelectorAll(".bubble")];
    const here = bubbles.indexOf(event.target.closest(".message")?.querySelector(".bubble"));
    const next = here < 0 ? bubbles.at(step < 0 ? -1 : 0) : bubbles[here + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  /** Turn to a message: {reply: message}, {edit: message} or null. */
  turnTo(about) {
    if (about?.edit) this.write(about.edit.text);
    else if (this.about?.edit) this.write("");
    this.about = about;
    this.show(".about", Boolean(about), about && (about.edit ? "编辑：" : "回复：") + short(about.edit ?? about.reply));
    if (about) this.input.focus();
  }

  async submit() {
    const text = this.input.value.trim();
    if (!text) return;
    const about = this.about;
    this.write("");
    this.about = null;
    this.turnTo(null);
    if (about?.edit) await send("edit", { phone: this.id, message: about.edit.id, text });
    else if (!this.follow(text)) await this.say(text, about?.reply);
  }

  say(text, reply) {
    return send("say", { phone: this.id, text, reply_to: reply?.id });
  }

  /** Follow a link or a command within the chat; false where it leads elsewhere. */
  follow(href) {
    const code = startCode(href, this.bot.username);
    if (code) this.say(`/start ${code}`);
    else if (/^\/\w+$/.test(href)) this.say(href);
    else return false;
    return true;
  }

  press(message, { data, url }, key) {
    if (url) return this.follow(url) || window.open(safe(url), "_blank", "noopener");
    key.classList.add("waiting");
    return send("press", { phone: this.id, message: message.id, data });
  }

  async upload(input) {
    await this.sendFiles(input.files);
    input.value = "";
  }

  async sendFiles(files) {
    for (const file of files) {
      const form = new FormData();
      form.append("phone", this.id);
      form.append("as", /^image\/(png|jpeg)$/.test(file.type) ? "photo" : "document");
      form.append("caption", this.input.value.trim());
      form.append("reply_to", this.about?.reply?.id ?? 0);
      form.append("file", file);
      this.write("");
      this.turnTo(null);
      await ask("upload", { method: "POST", body: form }).catch((error) => this.toast(`${file.name} 没有发出：${error.message}`));
    }
  }

  drop(event) {
    event.preventDefault();
    if (event.dataTransfer.files.length) this.sendFiles(event.dataTransfer.files);
    else this.follow(event.dataTransfer.getData("text/uri-list") || event.dataTransfer.getData("text/plain"));
  }

  look() {
    if (this.unread) send("look", { phone: this.id });
  }

  show(selector, shown, text) {
    const node = this.find(selector);
    node.hidden = !shown;
    if (text !== undefined && text !== null && text !== false) (node.querySelector("span") ?? node).textContent = text;
  }
}

function button(word, act) {
  const key = Object.assign(document.createElement("button"), { type: "button", textContent: word });
  key.addEventListener("click", act);
  return key;
}

function rule(name, words) {
  return Object.assign(document.createElement("li"), { className: `rule ${name}`, textContent: words });
}

/** Give the list these items in this order; what stays is not touched, so that a tap on it is not lost. */
function arrange(list, items) {
  const wanted = new Set(items);
  for (const item of [...list.children]) if (!wanted.has(item)) item.remove();
  items.forEach((item, at) => list.children[at] !== item && list.insertBefore(item, list.children[at] ?? null));
}

function short(message) {
  return message.text.slice(0, 60) || message.attachment?.name || "附件";
}
