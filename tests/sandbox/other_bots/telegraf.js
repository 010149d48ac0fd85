// An ordinary bot of Telegraf, as its own documentation shows one; only the address of the Bot API is given to it.
const { Telegraf, Markup } = require("telegraf");
const { message, editedMessage } = require("telegraf/filters");

const bot = new Telegraf(process.env.TOKEN, { telegram: { apiRoot: process.env.ROOT } });
const counter = Markup.inlineKeyboard([Markup.button.callback("加一", "plus"), Markup.button.callback("文件", "file")]);
let count = 0;

bot.start((ctx) => ctx.replyWithMarkdownV2("*您好*，" + ctx.from.first_name, counter));
bot.action("plus", async (ctx) => {
  await ctx.answerCbQuery("好");
  await ctx.editMessageText(`现在 ${++count}`, counter);
});
bot.action("file", async (ctx) => {
  await ctx.answerCbQuery("来了", { show_alert: true });
  await ctx.replyWithDocument({ source: Buffer.from("a,b\n"), filename: "表.csv" }, { caption: "<b>表</b>", parse_mode: "HTML" });
});
bot.on(message("photo"), async (ctx) => {
  const link = await ctx.telegram.getFileLink(ctx.message.photo.at(-1).file_id);
  const source = Buffer.from(await (await fetch(link)).arrayBuffer());
  await ctx.replyWithPhoto({ source }, { caption: `收到 ${source.length}` });
  await ctx.replyWithMediaGroup([1, 2].map(() => ({ type: "photo", media: { source } })));
});
bot.hears("置顶", async (ctx) => {
  const answer = { ...Markup.keyboard([["甲", "乙"]]), reply_parameters: { message_id: ctx.message.message_id } };
  const sent = await ctx.reply("选一个", answer);
  await ctx.pinChatMessage(sent.message_id);
  await ctx.react("👍");
});
bot.hears("投票", (ctx) => ctx.replyWithPoll("?", ["a", "b"]).catch((error) => ctx.reply(error.description)));
bot.on(message("text"), (ctx) => ctx.reply("听到：" + ctx.message.text));
bot.on(editedMessage("text"), (ctx) => ctx.reply("改成：" + ctx.editedMessage.text));
bot.telegram.setMyCommands([{ command: "start", description: "开始" }]).then(() => bot.launch());
