// Tools: on to the next event, faults, a message as it really is.

import { ask, send } from "./sandbox.js";

const find = (id) => document.getElementById(id);
const KINDS = {
  400: "400 请求不对", 401: "401 令牌不对", 403: "403 被停用", 409: "409 另一个程序在用", 429: "429 太快",
  500: "500 服务器出错", 502: "502 网关出错", timeout: "做了，答复不来", drop_before: "没做，连接断了",
  drop_after: "做了，答复丢了", bad_json: "做了，答复是乱的", slow: "慢一秒",
};

/** Show what a message is for the bot. */
export async function inspect(phone, message) {
  const { message: raw, html } = await ask(`message?phone=${phone}&message=${message}`);
  find("inspector").querySelector("pre").textContent = `${JSON.stringify(raw, null, 2)}\n\n${html}`;
  find("inspector").showModal();
}

/** Say beside the button when the bot writes next; hide it where nobody knows. */
export async function showNext(moving) {
  const button = find("next");
  button.disabled = moving;
  if (moving) return;
  const { at } = await ask("next");
  button.hidden = !at;
  if (at) button.textContent = `下次提醒 ${Number(at.slice(5, 7))}月${Number(at.slice(8, 10))}日 ${at.slice(11, 16)}`;
}

async function showFaults() {
  const { kinds, methods, coming } = await ask("faults");
  const form = find("toolbox").querySelector("form");
  if (!form.elements.kind.options.length) {
    form.elements.kind.append(...kinds.map((kind) => new Option(KINDS[kind] ?? kind, kind)));
    form.elements.method.append(...methods.map((method) => new Option(method === "*" ? "任何方法" : method, method)));
  }
  find("coming").replaceChildren(
    ...coming.map(({ method, kind, times }) =>
      Object.assign(document.createElement("li"), { textContent: `${method === "*" ? "任何方法" : method}：${KINDS[kind] ?? kind} × ${times}` }),
    ),
  );
}

/** Let the tools' buttons work. */
export function listenToTools() {
  const form = find("toolbox").querySelector("form");
  find("tools").addEventListener("click", async () => (await showFaults(), find("toolbox").showModal()));
  find("fail").addEventListener("click", async () => {
    const { method, kind, times } = form.elements;
    await send("faults", { method: method.value, kind: kind.value, times: Number(times.value) });
    await showFaults();
  });
  find("mend").addEventListener("click", async () => (await ask("faults", { method: "DELETE" }), await showFaults()));
  const look = (client) => (document.body.dataset.client = client);
  form.elements.client.addEventListener("change", ({ target }) => {
    look(target.value);
    localStorage.setItem("client", target.value);
  });
  form.elements.client.value = localStorage.getItem("client") ?? "";
  look(form.elements.client.value);
  find("next").addEventListener("click", () => send("next", {}).catch(() => {}));
}
