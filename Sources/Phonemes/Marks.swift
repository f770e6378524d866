/// Marks that ask for a short pause.
let pausingMarks = Set(",，、;；:：()（）[]【】〔〕{}—–―…⋯。｡.!?‼⁇⁉\n|".unicodeScalars)

/// Marks that shape writing, not sound.
let silentMarks = Set("\"“”„‟'‘’`´「」『』《》〈〉〝〞·・‧•-‐‑_~～/\\^*ー™®©".unicodeScalars)
    .subtracting("_\\^*`".unicodeScalars)

/// ASCII that flite would skip without a word.
let silentInEnglish = Set("_\\^*`~|{}<>".unicodeScalars)

/// Symbols that are said, in Chinese.
let chineseSymbols: [Unicode.Scalar: String] = [
    "%": "百分号", "‰": "千分号", "+": "加", "＋": "加", "=": "等于", "×": "乘", "÷": "除以", "&": "和",
    "@": "艾特", "#": "井号", "℃": "摄氏度", "℉": "华氏度", "°": "度", "<": "小于", ">": "大于",
    "≥": "大于等于", "≤": "小于等于", "≈": "约等于", "≠": "不等于", "→": "到", "±": "正负", "∞": "无穷大",
    "−": "减", "√": "根号", "№": "号", "$": "美元", "¥": "元", "￥": "元", "€": "欧元", "£": "英镑",
    "₩": "韩元", "₽": "卢布", "₹": "卢比", "฿": "泰铢", "α": "阿尔法", "β": "贝塔", "γ": "伽马",
    "δ": "德尔塔", "Δ": "德尔塔", "λ": "兰姆达", "μ": "缪", "π": "派", "σ": "西格玛", "θ": "西塔",
    "ω": "欧米伽", "Ω": "欧姆", "²": "平方", "³": "立方", "½": "二分之一", "¼": "四分之一", "¾": "四分之三",
    "①": "一", "②": "二", "③": "三", "④": "四", "⑤": "五", "⑥": "六", "⑦": "七", "⑧": "八", "⑨": "九",
    "⑩": "十", "Ⅰ": "一", "Ⅱ": "二", "Ⅲ": "三", "Ⅳ": "四", "Ⅴ": "五", "Ⅵ": "六", "Ⅶ": "七", "Ⅷ": "八",
    "Ⅸ": "九", "Ⅹ": "十", "㎡": "平方米", "㎏": "公斤", "㎞": "公里", "㎝": "厘米", "㎜": "毫米",
]

/// Symbols beyond ASCII that are said, in English.
let englishSymbols: [Unicode.Scalar: String] = [
    "€": "euros", "£": "pounds", "¥": "yuan", "￥": "yuan", "₹": "rupees", "₩": "won",
    "₽": "roubles", "฿": "baht", "×": "times", "÷": "divided by", "°": "degrees",
    "℃": "degrees celsius", "℉": "degrees fahrenheit", "±": "plus or minus", "≈": "about",
    "≥": "at least", "≤": "at most", "≠": "not equal to", "→": "to", "²": "squared",
    "³": "cubed", "½": "one half", "¼": "one quarter", "¾": "three quarters", "π": "pi",
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "λ": "lambda", "μ": "mu", "µ": "micro",
    "σ": "sigma", "θ": "theta", "ω": "omega", "Ω": "ohms", "√": "the root of", "∞": "infinity",
]
