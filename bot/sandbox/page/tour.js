// The guided tour: first what the host proposes on somebody's phone, then what the page itself can do.

import { ask, send } from "./sandbox.js";

const PAGE = [
  { at: ".moves", words: "时间由您拨：一小时、一天、一周；知道下次什么时候说话的，可以直接走到那时。" },
  { at: "#add", words: "加一部手机：选名单里的人，自动绑定；写别的名字，就是一个陌生人。" },
  { at: "#tools", words: "工具：让 Telegram 出一次故障，换成旧手机、网页版的样子，导出全部对话。" },
  { at: ".phone", words: "消息下面的“回复、编辑、原样”：原样是机器人那边看到的样子。图片、文件拖进来就发。" },
];
const find = (name) => document.querySelector(`#guide ${name}`);
let steps = [];
let place = 0;
let opened = () => {};

function show() {
  const step = steps[place];
  find("b").textContent = `${place + 1}/${steps.length}`;
  find("span").textContent = step.words;
  find("[data-guide=back]").disabled = place === 0;
  find("[data-guide=try]").hidden = !step.says;
  find("[data-guide=on]").textContent = place === steps.length - 1 ? "看完了" : "下一步";
  for (const node of document.querySelectorAll(".pointed")) node.classList.remove("pointed");
  if (step.phone) opened(step.phone);
  const target = document.querySelector(step.phone ? `[data-phone="${step.phone}"]` : step.at);
  target?.classList.add("pointed");
}

function end() {
  document.getElementById("guide").hidden = true;
  for (const node of document.querySelectorAll(".pointed")) node.classList.remove("pointed");
  document.getElementById("tour").focus();
}

/** Let the tour begin by its button; `open(id)` brings a phone to the front. */
export function listenToTour(open) {
  opened = open;
  document.getElementById("tour").addEventListener("click", async () => {
    steps = [...(await ask("tour")).steps, ...PAGE];
    place = 0;
    document.getElementById("guide").hidden = false;
    show();
    find("[data-guide=on]").focus();
  });
  find("[data-guide=back]").addEventListener("click", () => ((place -= 1), show()));
  find("[data-guide=on]").addEventListener("click", () => {
    if (place === steps.length - 1) return end();
    place += 1;
    show();
  });
  find("[data-guide=try]").addEventListener("click", async () => {
    find("[data-guide=try]").hidden = true; // once: a second press would write it twice
    await send("say", { phone: steps[place].phone, text: steps[place].says });
  });
  find("[data-guide=end]").addEventListener("click", end);
  document.getElementById("guide").addEventListener("keydown", (event) => event.key === "Escape" && end());
}
