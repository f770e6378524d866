/// Gives the second syllable of a word its neutral tone, where speech has one and dictionaries of
/// readings (pypinyin's among them) write the full tone: 东西, 朋友, 晚上.
func neutralise(_ word: inout SpokenWord) {
    guard (2...3).contains(word.hanzi.count) else { return }
    if neutralWords.contains(String(word.hanzi.suffix(2))) {
        word.syllables[word.syllables.count - 1].tone = 5
    } else if word.hanzi.count == 3, neutralWords.contains(String(word.hanzi.prefix(2))),
        word.hanzi[2] != "儿"
    {
        word.syllables[1].tone = 5
    }
}

/// Two characters each, the second without tone.
private let neutralWords = Set(
    """
    东西 朋友 先生 太太 告诉 漂亮 葡萄 明白 清楚 衣服 休息 消息 学生 意思 关系 认识 知识 晚上 \
    早上 姑娘 客气 便宜 舒服 事情 月亮 眼睛 耳朵 嘴巴 窗户 麻烦 聪明 打听 答应 厉害 热闹 亲戚 \
    丈夫 大夫 师傅 豆腐 萝卜 玻璃 骆驼 商量 故事 力气 功夫 和尚 喜欢 地方 多少 谢谢 爸爸 妈妈 \
    哥哥 姐姐 弟弟 妹妹 爷爷 奶奶 叔叔 伯伯 舅舅 姑姑 婶婶 宝宝 娃娃 星星 猩猩 看看 试试 想想 \
    说说 听听 走走 坐坐 等等 聊聊 谈谈 问问 读读 写写 尝尝 玩玩 歇歇 算算 笑笑 找找 学学 用用 \
    练练 数数 查查 猜猜 动动 里面 外面 上面 下面 前面 后面 里边 外边 上边 下边 前边 后边 旁边 \
    那里 这里 哪里 怎么 什么 这么 那么 多么 行李 钥匙 芝麻 脑袋 脾气 笑话 招呼 风筝 凉快 暖和 \
    干净 结实 老实 马虎 糊涂 委屈 精神 规矩 本事 主意 生意 买卖 照顾 收拾 打扮 打算 打量 折腾 \
    耽误 咳嗽 哆嗦 喇叭 篱笆 蘑菇 棉花 甘蔗 高粱 庄稼 牲口 畜生 苍蝇 蛤蟆 狐狸 石榴 核桃 樱桃 \
    枇杷 黄瓜 西瓜 冬瓜 南瓜 烧饼 点心 馄饨 包袱 算盘 灯笼 扫帚 簸箕 抽屉 衣裳 胭脂 首饰 戒指 \
    嫁妆 亲家 媳妇 女婿 秀才 状元 裁缝 铁匠 木匠 伙计 掌柜 奴才 大爷 大方 在乎 差事 称呼 抱怨 \
    埋怨 巴结 逛逛 吓唬 琢磨 合同 成分 家伙 动静 名堂 名字 日子 时候 工夫 下巴 胳膊 指甲 指头 \
    眉毛 头发 屁股 嗓子 唾沫 别扭 快活 自在 痛快 爽快 勤快 利索 利落 宽敞 稳当 妥当 顺当 体面 \
    斯文 秀气 阔气 福气 运气 和气 傻子 疯子 起来 出来 进来 回来 过来 上来 下来 出去 进去 回去 \
    上去 下去 家里 心里 手里 眼里 屋里 夜里 城里 嘴里 路上 身上 世上 网上 桌上 地上 脸上 街上 \
    船上 车上 墙上 天上 头上 护士 模糊 窟窿 疙瘩 迷糊 含糊 软和 使唤 摆布 摆弄 应付 对付 比方 \
    比量 拨弄 道士 队伍 翻腾 废物 官司 胡琴 火候 机灵 见识 街坊 咱们 口袋 老婆 老爷 老鼠 累赘 \
    连累 玫瑰 门道 眯缝 苗条 名气 磨蹭 能耐 念叨 娘家 婆家 盘算 欺负 亲事 清静 拳头 热和 人缘 \
    认得 晓得 觉得 记得 懂得 省得 舍得 值得 使得 显得 免得 扫兴 烧卖 上司 少爷 牌楼 石匠 似的 \
    松快 俗气 踏实 特务 挑剔 跳蚤 尾巴 稀罕 虾米 乡下 相声 心思 兄弟 玄乎 学问 丫头 衙门 哑巴 \
    阎王 砚台 秧歌 养活 妖精 应酬 冤枉 月饼 云彩 灶台 造化 张罗 帐篷 招牌 折磨 这个 那个 哪个 \
    知道 指望 志气 转悠 作坊
    """.split(separator: " ").map(String.init))
