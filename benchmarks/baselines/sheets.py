"""What stands on the certificates that every way of drawing draws: made up, distinct, always the same."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import meeting.documents

FONTS = Path(meeting.documents.__file__).parent / "fonts"
KAI, SONG, TITLE_FACE = (FONTS / f"{name}.ttf" for name in ("kai", "song", "song-bold"))

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
GIVEN = (
    "安邦成达恩芳刚浩佳凯兰明宁平倩荣思涛文雪伟静丽强磊军洋勇艳杰娟敏秀霞丹萍鹏辉红玉梅英建国志新春海峰玲桂云鑫"
    "晨宇欣怡子涵梓轩雨泽博睿瑞琪嘉诗婷雅若曦瑶俊泓懿翰煜炜翊昊彬彦钧铭锦馨颖慧珊琳璐瑜珍淑贤德仁义礼智"
)
CITIES = ("南京市", "无锡市", "徐州市", "常州市", "苏州市", "南通市", "连云港市", "淮安市", "盐城市", "扬州市")
PLACES = ("玄武", "秦淮", "鼓楼", "锡山", "惠山", "云龙", "泉山", "天宁", "钟楼", "武进", "虎丘", "姑苏", "崇川")
VIEWS = ("数字转型", "协同治理", "乡村振兴", "公共服务", "风险管理", "社会记忆", "知识服务", "数据安全", "长三角一体化")
MATTERS = ("民生档案", "口述历史", "红色档案", "家谱档案", "会计档案", "科研档案", "工程档案", "电子公文", "音像档案")
DOINGS = ("开放鉴定", "共享利用", "长期保存", "元数据管理", "资源建设", "数字化加工", "编研开发")
GRADES = ("一等奖", "二等奖", "三等奖")

TITLE = "荣誉证书"
ISSUER = "江苏省档案学会"
DATE = "二〇二〇年十二月八日"
CLOSE = "特发此证，以资鼓励。"
CAPTION = "扫码验证"
ADDRESS = "https://meeting.example.cn/v/"
QR_BYTES = 82  # version 5, level M, in bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is one certificate's own."""

    name: str
    unit: str
    work: str
    grade: str
    number: str
    address: str  # in the QR code

    @property
    def salutation(self) -> str:
        return f"{self.name}（{self.unit}）："

    @property
    def words(self) -> str:
        return f"在2020年全省档案学术论文评选中，论文《{self.work}》荣获{self.grade}。"


def sheets(count: int) -> Iterator[Sheet]:
    """So many; names are distinct up to 400,000."""
    names, given = len(SURNAMES) * len(GIVEN) ** 2, len(GIVEN)
    for place in range(count):
        rest, first = divmod(place * 100_003 % names, len(SURNAMES))  # prime to it: each name once
        view, matter = VIEWS[place % len(VIEWS)], MATTERS[place // 9 % len(MATTERS)]
        yield Sheet(
            name=f"{SURNAMES[first]}{GIVEN[rest // given]}{GIVEN[rest % given]}",
            unit=f"{CITIES[place % len(CITIES)]}{PLACES[place // 10 % len(PLACES)]}区档案馆",
            work=f"{view}视角下{matter}的{DOINGS[place // 81 % len(DOINGS)]}研究",
            grade=GRADES[place % len(GRADES)],
            number=f"JSDA-2020-LW-{place + 1:06}",
            address=ADDRESS + hashlib.sha256(place.to_bytes(4, "big")).hexdigest()[: QR_BYTES - len(ADDRESS)],
        )
