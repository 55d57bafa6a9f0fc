"""Made-up records for previews: what is usual, and what is longest, shortest and rarest in life."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from meeting.documents.cards import Badge, Card, Certificate, MealTicket, SeatCard, TableCard
from meeting.documents.cutting import Run
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.records import Record
from meeting.documents.painter import Colour

CODE = "HTTPS://MEET.EXAMPLE.CN/V/" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 5 + "ABCDEFGHIJKLM"
"""As long as signed codes are: 49 modules a side."""
MEETING = "江苏省档案学会2020年学术年会"
LONG_MEETING = "第二十三届全国档案信息化与数字资源长期保存学术研讨会暨江苏省档案学会2020年学术年会"
THEME = "数字时代的档案治理与服务创新"
LONG_THEME = "贯彻新修订的《中华人民共和国档案法》，推进档案治理体系和治理能力现代化、档案数字资源共建共享"
HOSTS = "江苏省档案学会、常州市档案馆"
LONG_HOSTS = (
    "江苏省档案学会、新疆维吾尔自治区档案学会、南京大学信息管理学院、中共常州市委办公室、"
    "常州市档案馆（市史志办公室）"
)
LONG_NAME = "古丽娜尔·阿不都热合曼·买买提吐尔逊·艾合买提江"
LATIN_NAME = "Maria-Magdalena Szczepańska-Wolfeschlegel"
RARE_NAME, RARE_AUTHORS = "冼𬭎䶮", "冼𬭎䶮、吴㛃、昝𬍛、尉迟𫚉、亓堃"
LONG_UNIT = "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县档案馆（地方志编纂委员会办公室）"
LONG_POST = "党组成员、副馆长、一级调研员，学会常务理事兼学术委员会副主任委员"
LONG_ROOM = "常州国际会议中心三楼三一八报告厅（原第二多功能厅）"
LONG_WORK = (
    "从馆藏资源到数据要素：新时代综合档案馆红色档案资源开发利用的理论逻辑、现实困境与实践进路"
    "——以长三角地区二十七家市县级综合档案馆的调查为例"
)
LONG_AWARD = "第二十三届全国档案信息化与数字资源长期保存优秀学术成果（论文类、案例类）"
LONG_ISSUERS = ("江苏省档案学会", "新疆维吾尔自治区档案学会", "中国档案学会档案信息化技术委员会")
DATE = "二〇二〇年十二月二十八日"
CLOSING = (Run("特发此证，以资鼓励。"),)


def samples(kind: Kind) -> dict[str, Record]:
    """Records of a kind by what they show: usual, longest, shortest, rarest, foreign."""
    made: dict[str, Card] = MADE[kind]
    return {what: card.record() for what, card in made.items()}


@cache
def portrait() -> bytes:
    """A silhouette in place of a photograph (PNG)."""
    picture = Image.new("L", (250, 350), 225)
    drawing = ImageDraw.Draw(picture)
    drawing.ellipse((75, 70, 175, 195), fill=165)
    drawing.ellipse((20, 220, 230, 560), fill=165)
    target = BytesIO()
    picture.save(target, "PNG", optimize=True)
    return target.getvalue()


def _badges(*, exhibitor: bool) -> dict[str, Card]:
    colour = Colour(31, 78, 121) if exhibitor else Colour(158, 42, 43)
    category, booth = ("参展商", "A-017") if exhibitor else ("正式代表", "")
    return {
        "usual": Badge(
            MEETING, "张建国", "常熟市档案馆", category, CODE, post="副馆长", forum="档案信息化分会",
            booth=booth, serial="0128", theme=THEME, hosts=HOSTS, colour=colour, photo=portrait(), exhibitor=exhibitor,
        ),
        "longest": Badge(
            LONG_MEETING, LONG_NAME, LONG_UNIT, "特邀嘉宾（境外）", CODE, post=LONG_POST,
            forum="电子档案单套管理与数字资源长期保存技术分会",
            booth=booth and "二号馆东区B-2038、B-2040", serial="20201208-0128", theme=LONG_THEME, hosts=LONG_HOSTS,
            colour=Colour(122, 92, 0), photo=portrait(), exhibitor=exhibitor,
        ),
        "shortest": Badge("年会", "丁一", "", "列席", CODE, colour=Colour(47, 93, 80), exhibitor=exhibitor),
        "rarest": Badge(
            MEETING, RARE_NAME, "浙江省磐安县㟃溪镇档案室", category, CODE, post="研究馆员", forum="古籍与𬴊籍分会",
            booth=booth, theme=THEME, hosts=HOSTS, colour=colour, photo=portrait(), exhibitor=exhibitor,
        ),
        "foreign": Badge(
            "International Symposium on Archives 2020", LATIN_NAME, "Uniwersytet Mikołaja Kopernika w Toruniu",
            "Guest", CODE, post="Professor", theme="Archives in a Digital Age", hosts="Jiangsu Society of Archives",
            booth=booth, colour=Colour(61, 61, 61), photo=portrait(), exhibitor=exhibitor,
        ),
    }  # fmt: skip


def _honours() -> dict[str, Card]:
    def honour(names: str, unit: str, work: str, award: str, grade: str, issuers: tuple[str, ...], number: str) -> Card:
        you = "你们" if "、" in names else "您" if names else "你单位"
        opening, closing = "〔〕" if "（" in unit else "（）"
        salutation = [Run(names, True), Run(opening), Run(unit, True), Run(closing)] if names else [Run(unit, True)]
        written = [Run(f"{you}撰写的论文《{work}》")] if work else []
        won = [*written, Run(f"在“{award}”评选中荣获"), Run(grade, True), Run("。")]
        return Certificate(
            "荣誉证书", (*salutation, Run("：")), (tuple(won), CLOSING), issuers, DATE, number, CODE, name=names,
            unit=unit, award=award, grade=grade, work=work,
        )  # fmt: skip

    one = ("江苏省档案学会",)
    return {
        "usual": honour(
            "张建国", "常熟市档案馆", "红色档案资源开发利用的路径与实践", "2020年度全省优秀档案学术论文", "一等奖", one,
            "JSDA-2020-LW-0001",
        ),
        "longest": honour(
            f"{LONG_NAME}、欧阳建国、{LATIN_NAME}", LONG_UNIT, LONG_WORK, LONG_AWARD, "优秀组织奖暨特别贡献奖",
            LONG_ISSUERS, "苏档学新档学联〔2020〕第00001号（补）",
        ),
        "shortest": Certificate(
            "荣誉证书", (Run("丁一", True), Run("：")), ((Run("荣获"), Run("一等奖", True), Run("。")),), ("学会",),
            "2020年1月1日", "1", CODE, name="丁一",
        ),
        "rarest": honour(
            RARE_AUTHORS, "浙江省磐安县㟃溪镇档案室", "𬴊、𬬻、㸆诸字在地方志中的著录", "优秀论文", "二等奖", one,
            "JSDA-2020-LW-0117",
        ),
        "foreign": honour(
            LATIN_NAME, "Uniwersytet Mikołaja Kopernika", "Archiwa w epoce cyfrowej: ślady i źródła", "优秀论文",
            "三等奖", one, "JSDA-2020-LW-0118",
        ),
    }  # fmt: skip


def _appointments() -> dict[str, Card]:
    def letter(name: str, post: str, term: str, issuers: tuple[str, ...], number: str) -> Card:
        body = (Run("兹聘请"), Run(name, True), Run("为"), Run(post, True), Run(f"{term and '，聘期'}{term}。"))
        return Certificate(
            "聘书", (), (body, (Run("此聘。"),)), issuers, DATE, number, CODE, name=name, post=post, term=term,
            appointment=True,
        )  # fmt: skip

    one, term = ("江苏省档案学会",), "自2020年12月8日至2025年12月7日"
    return {
        "usual": letter("张建国", "第八届学术委员会委员", term, one, "苏档学〔2020〕001号"),
        "longest": letter(
            LONG_NAME, "江苏省档案学会第八届理事会学术委员会副主任委员兼档案信息化与数字资源长期保存专业委员会首席专家",
            term, LONG_ISSUERS, "苏档学新档学联〔2020〕第00001号（补）",
        ),
        "shortest": letter("丁一", "顾问", "", ("学会",), "1"),
        "rarest": letter(RARE_NAME, "𬬻峰书院特聘研究员", term, one, "苏档学〔2020〕117号"),
        "foreign": letter(LATIN_NAME, "学术顾问", term, one, "苏档学〔2020〕118号"),
    }  # fmt: skip


MADE: dict[Kind, dict[str, Card]] = {
    Kind.BADGE: _badges(exhibitor=False),
    Kind.EXHIBITOR_BADGE: _badges(exhibitor=True),
    Kind.HONOUR: _honours(),
    Kind.APPOINTMENT: _appointments(),
    Kind.TABLE_CARD: {
        "usual": TableCard("张建国", "常熟市档案馆", "副馆长", MEETING),
        "longest": TableCard(LONG_NAME, LONG_UNIT, LONG_POST, LONG_MEETING),
        "shortest": TableCard("丁一"),
        "rarest": TableCard(RARE_NAME, "浙江省磐安县㟃溪镇档案室", "研究馆员", MEETING),
        "foreign": TableCard(LATIN_NAME, "Uniwersytet Mikołaja Kopernika", "Professor", MEETING),
    },
    Kind.SEAT_CARD: {
        "usual": SeatCard("张建国", "3排12座", "常熟市档案馆", "副馆长", MEETING),
        "longest": SeatCard(
            LONG_NAME, "主会场东区楼上28排116座", LONG_UNIT, LONG_POST, LONG_MEETING
        ),
        "shortest": SeatCard("丁一", "1"),
        "rarest": SeatCard(RARE_NAME, "5排1座", "浙江省磐安县㟃溪镇档案室", "研究馆员", meeting=MEETING),
        "foreign": SeatCard(LATIN_NAME, "1排2座", "Uniwersytet Mikołaja Kopernika", "Professor", meeting=MEETING),
    },
    Kind.MEAL_TICKET: {
        "usual": MealTicket(
            "午餐", "0128", "12月8日 11:40—13:00", "一楼自助餐厅", "张建国", "常熟市档案馆", MEETING
        ),
        "longest": MealTicket(
            "招待晚宴（清真）", "20201208-0128", "2020年12月8日（星期二）17:30—20:30", LONG_ROOM,
            LONG_NAME, LONG_UNIT, LONG_MEETING,
        ),
        "shortest": MealTicket("晚餐", "1"),
        "rarest": MealTicket("早餐", "0117", "12月9日 7:00—8:30", "𬬻峰厅", RARE_NAME, "㟃溪镇档案室", MEETING),
        "foreign": MealTicket("Dinner", "0118", "8 December, 18:00", "Crystal Hall", LATIN_NAME, "", MEETING),
    },
}  # fmt: skip
