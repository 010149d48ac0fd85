// One message as a list item.

import { textNodes } from "./text.js";

const SIGNS = { voice: "语音", contact: "名片", location: "位置" };
const template = document.getElementById("message");

/** A message's element; `acts` says what happens on follow, press, reply, edit, inspect and jump. */
export function messageElement(message, acts) {
  const item = template.content.firstElementChild.cloneNode(true);
  const find = (selector) => item.querySelector(selector);
  item.dataset.id = message.id;
  item.classList.add(message.mine ? "mine" : "theirs");
  find(".text").append(...textNodes(message.text, message.entities, acts.follow));
  find("time").textContent = message.date.slice(11, 16);
  find(".edited").hidden = !message.edited;
  find(".pin").hidden = !message.pinned;
  find(".reaction").hidden = !message.reaction;
  find(".reaction").textContent = message.reaction;
  if (message.origin) find(".text").prepend(line("origin", "转发的消息"));
  if (message.reply_to) quote(find(".quote"), message.reply_to, acts.jump);
  if (message.attachment) attach(item, find(".attachment"), message.attachment);
  if (message.buttons.length) keyboard(find(".buttons"), message, acts.press);
  find(".reply").addEventListener("click", () => acts.reply(message));
  find(".change").hidden = !(message.mine && !message.attachment);
  find(".change").addEventListener("click", () => acts.edit(message));
  find(".raw").addEventListener("click", () => acts.inspect(message));
  return item;
}

/** Bytes in words. */
export function size(bytes) {
  const units = ["B", "KB", "MB"];
  const power = Math.min(2, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  return `${power ? (bytes / 1024 ** power).toFixed(1) : bytes} ${units[power]}`;
}

function quote(node, to, jump) {
  node.hidden = false;
  node.querySelector("b").textContent = to.name;
  node.querySelector("span").textContent = to.text;
  node.addEventListener("click", () => jump(to.id));
}

function attach(item, node, attachment) {
  const { kind, url, name, facts } = attachment;
  node.hidden = false;
  item.classList.add(kind);
  if (kind === "sticker") return node.append(facts.emoji ?? "🙂");
  if (kind === "contact") return node.append(line("card", `${SIGNS.contact} ${facts.first_name} ${facts.phone_number}`));
  if (kind === "location") return node.append(line("card", `${SIGNS.location} ${facts.latitude}，${facts.longitude}`));
  const link = Object.assign(document.createElement("a"), { href: url, target: "_blank" });
  if (kind === "photo") {
    link.append(Object.assign(document.createElement("img"), { src: url, alt: name }));
  } else {
    const words = kind === "voice" ? `${SIGNS.voice} ${facts.duration ?? 0} 秒` : name;
    link.className = "card";
    link.download = name;
    const suffix = kind === "voice" ? "音" : name.includes(".") ? name.split(".").pop().slice(0, 4) : "文件";
    link.append(line("suffix", suffix), line("file", words), line("size", size(attachment.size)));
  }
  node.append(link);
}

function keyboard(node, message, press) {
  node.hidden = false;
  node.parentElement.classList.add("keyed");
  for (const row of message.buttons) {
    const line = document.createElement("div");
    for (const button of row) {
      const key = Object.assign(document.createElement("button"), { type: "button", textContent: button.text });
      if (button.url) key.classList.add("link");
      key.addEventListener("click", () => press(message, button, key));
      line.append(key);
    }
    node.append(line);
  }
}

function line(name, words) {
  return Object.assign(document.createElement("span"), { className: name, textContent: words });
}
