// A message's text with its entities, as nodes; offsets are UTF-16 units, as in JavaScript's own strings.

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span",
  text_link: "a", url: "a", bot_command: "a", mention: "span",
};

/** The text as nodes; `follow(href)` is called for links, with a command as "/command". */
export function textNodes(text, entities, follow) {
  return nested(text, entities.filter((e) => TAGS[e.type]), 0, text.length, follow);
}

/** The code of a link https://t.me/<bot>?start=<code>, or null. */
export function startCode(href, username) {
  const link = new RegExp(`^(?:https?://)?t\\.me/${username}\\?start=([\\w-]+)$`, "i").exec(href.trim());
  return link && link[1];
}

/** The address of a link: what names no way into the web, or into Telegram, is none. */
export function safe(href) {
  if (/^(https?|tg|mailto|tel):/i.test(href)) return href;
  return /^\w+:(?!\d)/.test(href) ? "#" : `https://${href}`;
}

function nested(text, entities, start, end, follow) {
  const nodes = [];
  let place = start;
  while (entities.length) {
    const [first, ...rest] = entities;
    const stop = Math.min(first.offset + first.length, end);
    const inside = rest.filter((e) => e.offset < stop);
    nodes.push(text.slice(place, first.offset));
    const node = element(first, text.slice(first.offset, stop), follow);
    node.append(...nested(text, inside, first.offset, stop, follow));
    nodes.push(node);
    place = stop;
    entities = rest.slice(inside.length);
  }
  nodes.push(text.slice(place, end));
  return nodes;
}

function element(entity, words, follow) {
  const node = document.createElement(TAGS[entity.type]);
  if (entity.type === "spoiler") {
    node.className = "spoiler";
    node.addEventListener("click", () => node.classList.add("shown"));
  }
  if (node.tagName === "A") {
    const href = entity.url ?? words;
    node.href = entity.type === "bot_command" ? "#" : safe(href);
    node.rel = "noopener noreferrer";
    node.target = "_blank";
    node.addEventListener("click", (event) => {
      if (follow(href)) event.preventDefault();
    });
  }
  return node;
}
