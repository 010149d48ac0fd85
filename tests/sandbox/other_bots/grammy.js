// An ordinary bot of grammY, as its own documentation shows one; only the address of the Bot API is given to it.
const { Bot, InlineKeyboard, InputFile, Keyboard } = require("grammy");

const { TOKEN, ROOT } = process.env;
const bot = new Bot(TOKEN, { client: { apiRoot: ROOT } });
const counter = new InlineKeyboard().text("加一", "plus").text("文件", "file");
let count = 0;

bot.command("start", (ctx) => ctx.reply("*您好*，" + ctx.from.first_name, { parse_mode: "MarkdownV2", reply_markup: counter }));
bot.callbackQuery("plus", async (ctx) => {
  await ctx.answerCallbackQuery("好");
  await ctx.editMessageText(`现在 ${++count}`, { reply_markup: counter });
});
bot.callbackQuery("file", async (ctx) => {
  await ctx.answerCallbackQuery({ text: "来了", show_alert: true });
  await ctx.replyWithDocument(new InputFile(Buffer.from("a,b\n"), "表.csv"), { caption: "<b>表</b>", parse_mode: "HTML" });
});
bot.on(":photo", async (ctx) => {
  const { file_path } = await ctx.getFile();
  const content = Buffer.from(await (await fetch(`${ROOT}/file/bot${TOKEN}/${file_path}`)).arrayBuffer());
  await ctx.replyWithPhoto(new InputFile(content, "p.png"), { caption: `收到 ${content.length}` });
  await ctx.replyWithMediaGroup([1, 2].map((n) => ({ type: "photo", media: new InputFile(content, `${n}.png`) })));
});
bot.hears("置顶", async (ctx) => {
  const sent = await ctx.reply("选一个", { reply_markup: new Keyboard().text("甲").text("乙"), reply_parameters: { message_id: ctx.msg.message_id } });
  await ctx.pinChatMessage(sent.message_id);
  await ctx.react("👍");
});
bot.hears("投票", (ctx) => ctx.replyWithPoll("?", ["a", "b"]).catch((error) => ctx.reply(error.description)));
bot.on("message:text", (ctx) => ctx.reply("听到：" + ctx.msg.text));
bot.on("edited_message:text", (ctx) => ctx.reply("改成：" + ctx.editedMessage.text));
bot.api.setMyCommands([{ command: "start", description: "开始" }]).then(() => bot.start());
