"""A few of the year's papers as files, printed by the house itself, so that whoever clicks through finds some to open."""

from asyncio import to_thread
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import asyncpg

from chronicle.command import Command
from chronicle.host import Host
from deploy.demo.story import Story
from portal.attachments.store import store_of
from portal.sign_in import accounts
from reference.printing import printing
from reference.units import UnitEntry
from reference.vietnamese import official_date
from services.recognition.documents.laying_out import Sheet
from services.recognition.documents.pdf import pdf_of
from services.recognition.documents.sheet import Content, paragraph

FILER = "tep-trinh-dien"
"""The account for which files are kept: a program without any authority."""
GENERATED = "Văn bản này do chương trình trình diễn lập, chỉ để minh họa."
SAID = {
    "plan": ("Kế hoạch", (
        "Mục đích: nâng cao ý thức của toàn dân tham gia bảo vệ an ninh, trật tự; xây dựng khu dân cư, cơ quan, đơn vị đạt "
        "tiêu chuẩn “An toàn về an ninh, trật tự”.",
        "Nội dung: phát động và đăng ký; rà soát, củng cố mô hình tự phòng, tự quản; tuyên truyền; tổ chức Ngày hội; thẩm định, "
        "đề nghị và quyết định công nhận đúng hạn.",
    )),
    "results_report": ("Báo cáo", (
        "Khu dân cư đã đăng ký, tổ chức ký cam kết đến từng hộ gia đình và duy trì mô hình tự phòng, tự quản.",
        "Tự chấm theo từng tiêu chí như bảng kèm theo; đề nghị xét công nhận.",
    )),
    "meeting_minutes": ("Biên bản", (
        "Hội nghị khu dân cư đã nghe báo cáo kết quả thực hiện, thảo luận và biểu quyết đề nghị xét công nhận.",
        "Số người dự, số người tán thành ghi trong bản ký tại khu dân cư.",
    )),
}  # fmt: skip
"""By kind of paper: its title and what it says. It names nobody."""


@dataclass(frozen=True, slots=True)
class WithFile:
    """A command that names a file: printed, kept for the unit, and named by its hash when its turn comes."""

    made: Command
    unit_id: str
    kind: str
    number: str
    subject: str
    dated: date
    heads: tuple[tuple[str, ...], tuple[str, ...]]
    """What stands above whoever issues it, and itself."""
    place: str
    signature: str

    @property
    def occurred_on(self) -> date:
        return self.made.occurred_on

    async def command(self, host: Host) -> Command | None:
        """The command with the hash of its file; printed again it is the same file."""
        content = await to_thread(pdf_of, [self.sheet()], self.subject)
        store = await to_thread(store_of, host.settings)
        sha256 = await to_thread(store.put, BytesIO(content))
        pool = host.services["portal"].pool
        account_id = await pool.fetchval("SELECT account_id FROM portal.account WHERE sign_in_name = $1", FILER)
        label = f"{SAID[self.kind][0]} {self.number.replace('/', '-')}.pdf"
        await pool.execute(
            "SELECT portal.attach($1, $2, $3, $4, $5, $6)",
            sha256, self.unit_id, len(content), "application/pdf", label, account_id,
        )  # fmt: skip
        return self.made.model_copy(update={"file_sha256": sha256})

    def sheet(self) -> Sheet:
        """Without a code: such a paper has no number of a register of ours, and nothing to be compared with."""
        title, said = SAID[self.kind]
        above, itself = self.heads
        # what kind of paper it is stands above its subject already
        subject = self.subject.removeprefix(f"{title} ")
        content = Content(
            title.upper(), subject[:1].upper() + subject[1:], tuple(paragraph(text) for text in (*said, GENERATED))
        )
        return Sheet(
            kind="submission", superior=above, body=itself, number=self.number,
            place_and_day=f"{self.place}, {official_date(self.dated)}", content=content,
            signatures=((self.signature,),), recipients=("Lưu: HS.",), code="", verify_at="",
        )  # fmt: skip


def shown(story: Story) -> list[UnitEntry]:
    """The way from the area that is left to register, as the accounts of the demonstration stand: commune, district, province."""
    communes = story.of_kind("commune")
    left = story.left_to_register
    found = [story.by_id[left.parent_id or ""] if left else communes[0]] if left or communes else []
    while found and found[-1].parent_id in story.by_id:
        found.append(story.by_id[found[-1].parent_id or ""])
    return found


def of_plan(unit: UnitEntry, made: Command, number: str, subject: str, dated: date) -> WithFile:
    """A plan of the steering committee of a unit."""
    heads = (f"UBND {unit.title} {unit.name}".upper(),), printing().bodies["steering"].lines or ()
    return WithFile(made, unit.unit_id, "plan", number, subject, dated, heads, unit.name, "TRƯỞNG BAN")


def of_dossier(story: Story, area: UnitEntry, made: Command, document: str, dated: date) -> WithFile:
    """A paper of the checklist, as an area would hand it in."""
    commune = story.by_id[area.parent_id or ""]
    heads = (f"{commune.title} {commune.name}".upper(),), (f"{area.title} {area.name}".upper(),)
    symbol = {"results_report": "BC", "meeting_minutes": "BB"}[document]
    subject = (
        f"Thực hiện tiêu chuẩn “An toàn về an ninh, trật tự” năm {story.campaign.year} của {area.title} {area.name}"
    )
    return WithFile(
        made, area.unit_id, document, f"01/{symbol}", subject, dated, heads, commune.name, "TRƯỞNG KHU DÂN CƯ"
    )


async def open_filer(database_url: str) -> None:
    """The account for which files are kept, where it is not there yet."""
    connection = await asyncpg.connect(database_url)
    try:
        if await accounts.by_name(connection, FILER) is None:
            await accounts.create(connection, FILER, "Tệp của chương trình trình diễn", kind="program")
    finally:
        await connection.close()
