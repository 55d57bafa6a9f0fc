"""What the heading of a column, or the label beside a value, asks for: the usual names of the fields of a 回执."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Field(StrEnum):
    """What a column holds. The values name the fields of ``ReceiptLine`` where it has one."""

    INDEX = "index"
    NAME = "name"
    GENDER = "gender"
    UNIT = "unit"
    UNIT_POST = "unit_post"
    """单位及职务 in one cell."""
    POST = "post"
    MOBILE = "mobile"
    PHONE = "phone"
    """An office telephone: a mobile in it is taken where the mobile's own column is blank."""
    FORUM = "forum"
    HOTEL = "hotel"
    DIET = "diet"
    REMARKS = "remarks"
    REGION = "region"
    CATEGORY = "category"
    CONTACT = "contact"
    CONTACT_MOBILE = "contact_mobile"
    PRIVATE = "private"
    """证件号, bank account, 民族: asked for only where a meeting has a purpose for it, so never carried along."""
    OTHER = "other"
    """Known, but no field of a delegate: kept with its heading among the extras."""


@dataclass(frozen=True)
class Heading:
    """What one heading was taken for. Of two columns for one field the lower ``rank`` wins."""

    text: str
    field: Field | None
    rank: int = 0


_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】|〔([^〔〕]*)〕|<([^<>]*)>")
_NUMBERING = re.compile(r"^(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})[.、:)]")
_ORNAMENT = re.compile(r"[\s\u200b-\u200f\ufeff*★☆▲#:：_—]+")
_LONGEST = 400
_HAN = re.compile(r"[\u4e00-\u9fff]")
_REQUIRED = re.compile(r"(?:必填项?|选填|可不填|必须填写|请填写|填写)$|^(?:请填写|请选择|请勾选|选择)(?=.{2})")

_PERSON = r"(?:参会|参加|与会|出席|到会|赴会|报名|参训|参赛|来宾|会议|受邀|拟参会|参展)"
_ROLE = r"(?:人员|代表|人|者|嘉宾|领导|学员|专家|同志|教师|老师|会员|人士|对象|成员)"
_BODY = r"(?:单位|公司|企业|机构|医院|学校|院校|高校|大学|组织|集团|团体|机关|院所|法人单位)"

# In this order; the first that matches the heading without brackets, blanks and numbering says what it is.
_RULES: tuple[tuple[Field, int, re.Pattern[str]], ...] = tuple(
    (field, rank, re.compile(pattern))
    for field, rank, pattern in (
        # People who are not the delegate.
        (
            Field.OTHER,
            0,
            r"紧急|随行|陪同|家属|司机|驾驶员|合住(?:人|意向|对象|者)|同住|室友|拼房|导师|介绍人|接待人|推荐人",
        ),
        (
            Field.CONTACT_MOBILE,
            0,
            r"(?:联系人|联络人|联络员|填[报表]人|经办人|负责人|领队).{0,3}(?:手机|电话|方式|号码)",
        ),
        (
            Field.CONTACT,
            0,
            r"^(?:单位|会务|本单位)?(?:联系人|联络人|联络员|经办人|填[报表]人|制表人)(?:姓名|名字)?$",
        ),
        (Field.OTHER, 0, r"(?:负责人|法人|法定代表人|院长|校长|局长|馆长)(?:姓名|签字|签名|签章)"),
        (
            Field.OTHER,
            0,
            r"(?:姓名|名字)?(?:的)?(?:汉语)?(?:拼音|英文|外文)(?:姓名|名字|名)?|曾用名|网名|昵称|姓名牌",
        ),
        (
            Field.DIET,
            0,
            r"民族餐|饮食|忌口|清真|素食|素餐|(?:餐饮|用餐|就餐|餐食|膳食|伙食)(?:要求|需求|习惯|禁忌|类型|类别|偏好|备注|选择)|过敏",
        ),
        (Field.PRIVATE, 0, r"身份证|证件|护照|通行证|银行|开户|账号|帐号|卡号|民族|宗教|族别"),
        (
            Field.NAME,
            0,
            rf"^(?:{_PERSON}|代表|人员|学员|嘉宾|专家|领导|选手|教师|会员|中文|真实|您的)*{_ROLE}?(?:的)?(?:姓名|名字)(?:中文|全名)?$",
        ),
        (Field.NAME, 0, r"^姓名"),
        # Mobiles and other ways to be reached.
        (
            Field.PHONE,
            0,
            r"办公.{0,3}(?:电话|号码)|固定电话|固话|座机|单位电话|科室电话|宅电|住宅电话|家庭电话|电话办",
        ),
        (Field.MOBILE, 0, r"手机|移动电话|移动号码|^(?:your)?(?:mobile|cell)"),
        (
            Field.MOBILE,
            1,
            rf"^(?:本人|个人|代表|人员|{_PERSON}{_ROLE}?)?联[系络](?:电话|方式|号码|方法)(?:电话)?$|^联[系络](?:电话|方式)",
        ),
        (
            Field.MOBILE,
            2,
            rf"^(?:本人|个人|代表|常用|{_PERSON}{_ROLE}?)?(?:电话|电话号码|号码|通讯方式|通信方式|通讯号码)$|^(?:phone|tel|telephone|contactnumber|contact)(?:no|number)?$",
        ),
        # Posts, alone or with the unit.
        (
            Field.OTHER,
            3,
            r"(?:学会|协会|社会|学术|党内|研究会|分会|专委会|专业委员会|理事会|行业|兼任|本会|委员会).{0,3}(?:职务|任职|兼职|身份)",
        ),
        (Field.UNIT_POST, 0, rf"{_BODY}.{{0,4}}(?:职务|职称|职位|岗位)"),
        (Field.POST, 0, r"职务|^(?:现任|行政)?职位|^title$|^position$|^jobtitle$|^post$"),
        (Field.POST, 1, r"职称|头衔|^岗位|现任职(?!单位|机构|学校|医院|公司)"),
        (Field.POST, 2, r"职级|行政级别|^级别$|任职(?!单位|机构|学校|医院|公司)"),
        # Travel, papers, invoices and what else forms ask.
        (
            Field.OTHER,
            0,
            r"发票|抬头|税号|纳税|信用代码|开票|邮寄|地址|住址|邮编|邮箱|邮件|e-?mail|微信|qq|传真|网址",
        ),
        (Field.OTHER, 0, r"论文|题目|发言|演讲|报告|投稿|摘要|ppt|讲稿"),
        (
            Field.OTHER,
            0,
            r"航班|车次|到达|抵达|到会时间|返程|返回|离开|离会|离店|退房|接站|送站|接送|接机|送机|车牌|车辆|自驾|交通|行程|出发|报到|签到|乘车|乘机",
        ),
        (
            Field.OTHER,
            0,
            r"入住(?:日期|时间|天数|人数|晚数|人)|(?:住宿|住房|订房)(?:日期|时间|天数|人数|费|晚数|起止|标准|发票)|房间?号|同房",
        ),
        (
            Field.OTHER,
            0,
            r"年龄|出生|生日|学历|学位|毕业|籍贯|照片|签名|签字|签章|费用|缴费|交费|汇款|付款|转账|金额|会费|注册费|会务费|政治面貌|党派|人数|尺码|衣服|t恤|身高|桌号|座位|胸牌|健康(?:状况|码|情况)|体温|疫苗|核酸|工龄|执业",
        ),
        (
            Field.OTHER,
            0,
            r"理事会|代表大会|考察|参观|晚宴|宴会|预备会|欢迎|开幕|闭幕|合影|(?:早|中|午|晚)餐|用餐(?:人数|次数|时间|地点)|^是否(?:用|就)餐|^是否(?:参会|出席|参加会议|参加年会|会员|理事|常务理事|党员|接受)|会员(?:证|号|编号|类别|类型|级别)|专业(?:方向|领域|特长)|研究方向|^所?学?专业$|从事专业",
        ),
        (
            Field.OTHER,
            0,
            rf"{_BODY}(?:性质|类型|类别|代码|编号|简介|规模|等级|级别|属性)|(?:主管|上级)(?:单位|部门)",
        ),
        # Choices.
        (
            Field.HOTEL,
            0,
            r"^(?:是否|需否|是不是|要否|有无)?(?:需要?|安排|要求?|预订|预定|统一|提供|会务组安排|由会务组安排)*(?:住宿|食宿|入住|住房|订房|住店|住会|过夜|住酒店)(?:否|与否|安排|需求|要求|意向|情况|登记|预订|选择|方式)?$",
        ),
        (Field.HOTEL, 1, r"住宿|食宿|入住|住房|订房|用房|住否|住会|过夜|^住$|^accommodation$|^hotel$|^lodging$"),
        (Field.HOTEL, 2, r"房型|房间|客房|宾馆|酒店|单间|标间|标准间|单住|合住|包房|大床|双床|双人间|单人间"),
        (Field.OTHER, 3, r"(?:所属|所在|隶属)(?:的)?(?:分会|专委会|专业委员会|分支机构)"),
        (Field.FORUM, 3, r"^是否(?:参加|出席|参与).*(?:论坛|分会|专场|专题|分会场)"),
        (
            Field.FORUM,
            0,
            r"分论坛|分会场|分会|平行(?:论坛|会议|会场)|专题(?:论坛|会场|会议|分会|研讨)|(?:拟|意向|选择|选报|参加|参会|报名|参与|希望|想)(?:参加|选择|报名|参与)?的?(?:论坛|专题|专场|场次|会场|沙龙|议题|小组|分组|组别|研讨)|(?:论坛|专题|专场|场次|会场|沙龙|分组)(?:选择|名称|意向|报名|编号)",
        ),
        (
            Field.FORUM,
            1,
            r"^(?:论坛|专题|专场|沙龙|研讨组|讨论组|分组讨论|分组研讨|工作坊|平行|场次|会场|议题|班次|分场)|(?:论坛|专场|专题|沙龙|工作坊|分组)$|^(?:sub-?)?forum$|^session$|^track$|^workshop$|^parallelsession$",
        ),
        (Field.GENDER, 0, r"^(?:性别|男女|男/女|sex|gender)$|^性别"),
        (
            Field.REGION,
            0,
            r"^(?:所在|所属|单位所在|工作|来自)?(?:地区|省份|省市|省市区|省区市|城市|地市|市州|州市|市县|市/县|县市|县市区|市县区|区县|县区|区域|片区|省|市|省/市|辖区|设区市|市区|行政区|行政区划|地方|盟市|国家|国籍|国家/地区|国别)(?:名称)?$|^(?:所在地|单位所在地)$|^(?:region|province|city|area|country)$",
        ),
        (
            Field.UNIT,
            0,
            rf"^(?:所在|所属|工作|参会|参加|与会|代表|选送|报送|申报|供职|任职|服务|会员|隶属|派出|填报|现|人员|您的|参展|就职)*的?{_BODY}(?:/{_BODY}|或{_BODY})*(?:及部门|/部门|部门|、部门|和部门|及科室|/科室|/院系|及院系)?(?:的)?(?:名称|全称|名|简称)*$",
        ),
        (
            Field.UNIT,
            0,
            r"^(?:affiliation|organi[sz]ation|institution|institute|company|employer|unit|workunit|unitname|companyname)$",
        ),
        (Field.UNIT, 1, r"^(?:工作|所在|所属)?单位|代表团(?:名称)?$|^推荐单位|^(?:选送|所属)(?:机构|系统)$"),
        (Field.OTHER, 0, r"(?:接待|邀请|主办|承办|协办|合作|协作|支持|付款|汇款|缴费|收款)单位"),
        # 是否会员单位 asks something else, and 事业单位 is an answer.
        (
            Field.UNIT,
            2,
            r"^(?!是否|是不是)(?:.*(?<!事业)(?<!行政)(?<!机关)(?<!国有)(?<!民营)(?<!企业)单位(?:名称|全称)?|"
            r".*(?:机构|医院|院校|学校|公司|企业)(?:名称|全称))$",
        ),
        (Field.OTHER, 0, r"部门|科室|处室|院系|学院|系所|班组|病区|班级"),
        (
            Field.CATEGORY,
            0,
            r"^(?:参会|参加|代表|人员|与会|参会人员|参会代表|报名|到会|会议|注册)*(?:类别|类型|身份|种类|性质|类)$|^(?:category|type)$",
        ),
        (
            Field.NAME,
            1,
            rf"^(?:拟)?{_PERSON}{_ROLE}(?:名单|信息)?$|^(?:name|fullname|yourname|delegate|delegatename|chinesename)$",
        ),
        (
            Field.NAME,
            2,
            r"^(?:代表|名单|人员|嘉宾|学员|代表名|人名|人员名单|名字|参会名单|参会者|教师|专家)$",
        ),
        (Field.FORUM, 2, r"^(?:分组|小组|组别|分组情况|所在组|组)$"),
        (Field.FORUM, 4, r"^选择$|^意向$|^志愿$"),
        (Field.INDEX, 0, r"^(?:序号|编号|序|号|顺序|顺序号|次序|行号|no\.?|number|n|№|#|id|seq)$"),
        (Field.DIET, 1, r"^(?:用餐|就餐|餐饮|餐食|伙食)$|^(?:diet|dietary|meal|meals)"),
        (Field.REMARKS, 0, r"^(?:备注|备考|附注|remarks?|notes?)|备注$"),
        (
            Field.REMARKS,
            1,
            r"^(?:说明|其[他它]|要求|留言|建议|意见|comments?|特殊)|(?:说明|其[他它](?:要求|事项|需求)?|特殊(?:要求|需求|情况|事项))$",
        ),
    )
)

# In the brackets of a heading only these change what it asks for: 电话（办公）, 联系方式（邮箱）.
_IN_BRACKETS: tuple[tuple[Field, re.Pattern[str]], ...] = (
    (Field.CONTACT, re.compile(r"联系人|联络人|联络员")),
    (Field.PHONE, re.compile(r"办公|座机|固定|固话")),
    (Field.OTHER, re.compile(r"邮箱|e-?mail|微信号|qq")),
)


@lru_cache(maxsize=4_096)
def heading(text: str) -> Heading:
    """Return what a heading asks for; ``field`` is None where its words are none of the usual ones."""
    if not text or len(text) > _LONGEST:
        return Heading(text, None)
    plain = core(text)
    if len(text) > 60 and len(plain) > 20:
        return Heading(text, None)  # a sentence; a heading with long instructions has them in brackets
    if not plain:
        return Heading(text, Field.INDEX if text.strip() in ("#", "＃") else None)
    for field, rank, pattern in _RULES:
        if pattern.search(plain):
            return _with_brackets(text, field, rank)
    return Heading(text, None)


def core(text: str) -> str:
    """Return the words of a heading: half width, without brackets, blanks, numbering, stars and 必填."""
    flat = unicodedata.normalize("NFKC", text).casefold()
    bare, inner = _BRACKETS.sub("", flat), flat
    while bare != inner:  # brackets within brackets
        bare, inner = _BRACKETS.sub("", bare), bare
    if not bare.strip(" *:"):
        bare = flat.strip("()[]【】〔〕<> ")
    bare = re.sub(r"\([^()]*$", "", bare)
    if _HAN.search(bare):
        # A heading in two languages is read by its Chinese: 姓名 Name.
        bare = re.sub(r"(?<![a-z0-9])(?!e-?mail|qq|id|t恤|ppt)[a-z][a-z .'/&-]{2,}", "", bare)
    else:
        bare = re.sub(r"^(?:your|the|full|please enter)\s+(?=\S)", "", bare.strip())
    bare = _ORNAMENT.sub("", bare) or _ORNAMENT.sub("", flat)
    bare = _NUMBERING.sub("", bare)
    bare = _REQUIRED.sub("", bare) or bare
    return bare.strip("、,，;；。.…/")


def _with_brackets(text: str, field: Field, rank: int) -> Heading:
    inside = "".join("".join(parts) for parts in _BRACKETS.findall(unicodedata.normalize("NFKC", text).casefold()))
    if inside:
        for other, pattern in _IN_BRACKETS:
            if pattern.search(inside):
                if other is Field.CONTACT and field in (Field.MOBILE, Field.PHONE):
                    return Heading(text, Field.CONTACT_MOBILE, rank)
                if other is Field.CONTACT and field is Field.NAME:
                    return Heading(text, Field.CONTACT, rank)
                if other is Field.PHONE and field is Field.MOBILE and "手机" not in inside:
                    return Heading(text, Field.PHONE, rank)
                if other is Field.OTHER and field is Field.MOBILE and rank and "手机" not in inside:
                    return Heading(text, Field.OTHER, rank)
        if field is Field.MOBILE and rank and "手机" in inside:
            return Heading(text, Field.MOBILE, 0)
        if field is Field.FORUM and rank == 3 and re.search(r"序号|编号|名称|代码|数字|填写", inside):
            return Heading(text, Field.FORUM, 0)  # 是否参加分论坛（填序号）: what a 1 says is a number, not yes
        if field is Field.UNIT and re.search(r"职务|职称", inside) and not re.search(r"部门|科室", inside):
            return Heading(text, Field.UNIT_POST, rank)
    return Heading(text, field, rank)
