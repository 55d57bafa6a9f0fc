"""Surnames: which names begin with a compound one, and how surnames are read that a table of characters
gets wrong.

Readings after 《现代汉语词典》; those that vary from family to family (乐 盖 覃 …) take the commoner one,
and a person may overrule.
"""

from meeting.people.names import INTERPUNCT

_COMPOUND = """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳
    公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙
    壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘
    西门 单于 第五 达奚 褚师 纳兰 完颜 叶赫 耶律 贺兰 歐陽 司馬 東方 獨孤 南宮 聞人 諸葛 尉遲 赫連 澹臺
    濮陽 公孫 仲孫 鍾離 長孫 鮮于 閭丘 子車 巫馬 顓孫 壤駟 樂正 穀梁 夾谷 軒轅 東郭 南門 達奚 褚師
    納蘭 完顏 葉赫 賀蘭 萬俟 西門 單于
"""
_READINGS = """
    单 shan4 單 shan4 仇 qiu2 解 xie4 曾 zeng1 查 zha1 区 ou1 區 ou1 朴 piao2 翟 zhai2 缪 miao4
    繆 miao4 盖 ge3 蓋 ge3 覃 qin2 乐 yue4 樂 yue4 任 ren2 华 hua4 華 hua4 燕 yan1 洗 xian3 冼 xian3
    应 ying1 應 ying1 员 yun4 員 yun4 贠 yun4 繁 po2 秘 bi4 折 she2 召 shao4 种 chong2 谌 chen2
    諶 chen2 逄 pang2 黑 he4 哈 ha3 那 na1 纪 ji3 紀 ji3 过 guo1 過 guo1 葛 ge3 佴 nai4 隗 wei3
    祭 zhai4 能 nai4 莘 shen1 句 gou1 相 xiang4 重 chong2 曲 qu1 于 yu2 於 yu1 强 qiang2 粘 nian2
    撒 sa4 颉 xie2 訾 zi1 车 che1 車 che1 卜 bu3 薄 bo2 柏 bai3 石 shi2 宿 su4 藏 zang1 占 zhan1
    贾 jia3 賈 jia3 尹 yin3 牟 mou2 郗 xi1 郇 xun2 盛 sheng4 殷 yin1 沈 shen3 冯 feng2 都 du1
    宁 ning4 甯 ning4 令 ling4 适 kuo4 幺 yao1 么 yao1 万俟 mo4+qi2 萬俟 mo4+qi2 尉迟 yu4+chi2
    尉遲 yu4+chi2 单于 chan2+yu2 單于 chan2+yu2
    令狐 ling2+hu2 长孙 zhang3+sun1 長孫 zhang3+sun1 澹台 tan2+tai2 澹臺 tan2+tai2
    亓官 qi2+guan1 鲜于 xian1+yu2 鮮于 xian1+yu2 乐正 yue4+zheng4 樂正 yue4+zheng4 子车 zi3+ju1
    夹谷 jia2+gu3 拓跋 tuo4+ba2 颛孙 zhuan1+sun1 宰父 zai3+fu3 叶赫 ye4+he4
"""

COMPOUND = frozenset(_COMPOUND.split())

_WORDS = _READINGS.split()
READINGS = {name: syllables.split("+") for name, syllables in zip(_WORDS[::2], _WORDS[1::2], strict=True)}
"""Surname to its syllables with the numbers of their tones."""


def split(name: str) -> tuple[str, str]:
    """Return surname and given name of a cleaned Han name; the second is empty where there is no telling.

    A name of two characters has a surname of one (欧阳 alone is 欧 and 阳). A name with an interpunct has
    no surname.
    """
    if INTERPUNCT in name or len(name) < 2:
        return name, ""
    length = 2 if len(name) > 2 and name[:2] in COMPOUND else 1
    return name[:length], name[length:]
