"""A small country of four provinces on two maps, with one region and one procedure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coordination.calendar.rules import RuleError, parse
from coordination.errors import Fault
from coordination.regions.service import Known, check_file

NATIONAL = """\
schema_version: 1
country: VN
tiers:
  - code: two-tier
    levels: [national, province, commune]
    valid_from: 2025-07-01
    basis: {text: Luật 72/2025/QH15, status: in_force}
communes: {file: communes.csv, valid_from: 2025-07-01}
body_kinds:
  - code: finance_ministry
    level: national
    side: sector
    name: {vi: Bộ Tài chính, en: Ministry of Finance}
    short: {vi: Bộ Tài chính, en: Finance}
    mailbox: botaichinh@trung-uong.example
    office: {vi: Văn phòng, en: Office}
  - code: secretariat
    level: region
    side: secretariat
    name: {vi: "Tổ giúp việc {unit}", en: "Secretariat, {unit}"}
    short: {vi: "TGV {unit}", en: "Secretariat, {unit}"}
    mailbox: thuky@{slug}.example
    office: {vi: Văn phòng, en: Office}
  - code: peoples_committee
    level: province
    side: executive
    name: {vi: "Ủy ban nhân dân {unit}", en: "People's Committee of {unit}"}
    short: {vi: "UBND {unit}", en: "Committee, {unit}"}
    mailbox: ubnd@{slug}.example
    office: {vi: Văn phòng, en: Office}
    head: {vi: Chủ tịch Ủy ban nhân dân, en: Chair}
    head_mailbox: lanhdao@{slug}.example
  - code: planning_department
    level: province
    side: executive
    name: {vi: "Sở Kế hoạch và Đầu tư {unit}", en: "Planning Department of {unit}"}
    short: {vi: "Sở KH&ĐT {unit}", en: "Planning, {unit}"}
    mailbox: sokhdt@{slug}.example
    office: {vi: Văn phòng, en: Office}
    valid_to: 2025-06-30
days_off: {through: 2026, basis: {text: Thông báo nghỉ Tết, status: in_force}}
remind: [-7, -1, {at: 1, to: [head]}]
holidays:
  - date: 2026-01-02
    name: {vi: Nghỉ hoán đổi, en: Day off by exchange}
    kind: "off"
    basis: {text: Thông báo của Chính phủ, status: in_force}
sessions:
  - kind: year_end
    rule: on 08/12
    basis: {text: Thông lệ, status: practice}
procedures: [yearly-plan]
units:
  - code: "92"
    name: {vi: Cần Thơ, en: Can Tho}
    full_name: {vi: thành phố Cần Thơ, en: Can Tho City}
    slug: can-tho
    level: province
    type: city
    valid_from: 2025-07-01
    predecessors: ["92", "94"]
  - code: "86"
    name: {vi: Vĩnh Long, en: Vinh Long}
    full_name: {vi: tỉnh Vĩnh Long, en: Vinh Long Province}
    slug: vinh-long
    level: province
    type: province
    valid_from: 2025-07-01
  - code: "92"
    name: {vi: Cần Thơ, en: Can Tho}
    full_name: {vi: thành phố Cần Thơ, en: Can Tho City}
    slug: can-tho
    level: province
    type: city
    valid_to: 2025-06-30
    successor: "92"
  - code: "94"
    name: {vi: Sóc Trăng, en: Soc Trang}
    full_name: {vi: tỉnh Sóc Trăng, en: Soc Trang Province}
    slug: soc-trang
    level: province
    type: province
    valid_to: 2025-06-30
    successor: "92"
"""
REGION = """\
schema_version: 1
region: delta
extends: national
name: {vi: vùng Châu thổ, en: the Delta}
map_date: 2026-01-01
basis: {text: Nghị quyết 306/NQ-CP, status: in_force}
slug: chau-tho
provinces: ["92", "86"]
contacts:
  - body: 92.peoples_committee
    office: {vi: Văn phòng Ủy ban, en: Committee Office}
    email: vanphong@can-tho.example
council_sessions:
  - unit: "92"
    kind: year_end
    opens: 2026-12-08
    basis: {text: Ngày giả định, status: practice}
"""
PROCEDURE = """\
procedure: yearly-plan
name: {vi: Kế hoạch hằng năm, en: Yearly plan}
basis: {text: Quy chế phối hợp, status: design}
scope: region
opens: {rule: on 28/05, basis: {text: Thông lệ, status: practice}}
ends: {rule: on 15/01/N+1, basis: {text: Thông lệ, status: practice}}
remind: [-3, 1]
progress: [1]
tells:
  - event: stage.opened
    to: [province.peoples_committee, self]
steps:
  - code: assessment
    name: {vi: Đánh giá tình hình, en: Assessment}
    purpose: {vi: Cùng đánh giá., en: Assess together.}
    method: collate
    settings: {sections: [economy], add: [Số hộ]}
    opens: {rule: working_days 3 after cycle, basis: {text: Lịch chung, status: design}}
    due: {rule: working_days 12 after opens, basis: {text: Lịch chung, status: design}}
    closes: {rule: working_days 3 after due, basis: {text: Lịch chung, status: design}}
    positions: {rule: working_days 5 after closes, basis: {text: Lịch chung, status: design}}
    owes:
      - body: province.peoples_committee
        what: {vi: Báo cáo, en: Report}
    agreement: {by: [province.peoples_committee], refer_to: region.secretariat}
    exchanges:
      - code: talk
        kind: N-P3
        name: {vi: Trao đổi, en: Talk}
        parties: [province.peoples_committee]
        day: {rule: working_days 2 after closes, basis: {text: Lịch chung, status: design}}
        starts: 08:30
        agenda: [{vi: Số liệu, en: Figures}]
  - code: viewpoints
    name: {vi: Quan điểm, en: Viewpoints}
    purpose: {vi: Có tiếng nói chung., en: Find a common voice.}
    method: collate
    after: [assessment]
    opens: {rule: working_days 3 after cycle, basis: {text: Lịch chung, status: design}}
    due: {rule: session -27, basis: {text: Lịch chung, status: design}}
    closes: {rule: working_days 3 after due, basis: {text: Lịch chung, status: design}}
    positions: {rule: working_days 5 after closes, basis: {text: Lịch chung, status: design}}
    owes:
      - body: province.peoples_committee
        what: {vi: Quan điểm, en: Viewpoints}
    agreement: {by: [], refer_to: vn.finance_ministry}
"""
_METADATA = """\
    version: 1
    objective_measure: {vi: Trị số của năm, en: Value of the year}
    source: {vi: Điều tra dân số, en: Population survey}
    collector: {vi: Cơ quan thống kê, en: Statistics office}
    frequency: {vi: Hằng năm, en: Yearly}
    report_form: {vi: Niên giám thống kê, en: Statistical yearbook}
    owner: finance_ministry
"""
INDICATORS = f"""\
schema_version: 1
registry: small
name: {{vi: Dân số, en: Population}}
basis: {{text: Nghị định 94/2022/NĐ-CP, status: to_verify}}
indicators:
  - code: population
    name: {{vi: Dân số, en: Population}}
    definition: {{vi: Số người thường trú., en: People who live there.}}
    unit: {{vi: nghìn người, en: thousand}}
    pillar: society
    aggregation: {{kind: sum}}
{_METADATA}\
  - code: townspeople
    name: {{vi: Dân thành thị, en: Townspeople}}
    definition: {{vi: Số người ở thành thị., en: People in towns.}}
    unit: {{vi: nghìn người, en: thousand}}
    pillar: society
    aggregation: {{kind: sum}}
{_METADATA}\
  - code: urban_pct
    name: {{vi: Tỷ lệ dân thành thị, en: Urban share}}
    definition: {{vi: Tỷ lệ dân sống ở thành thị., en: Share of people in towns.}}
    unit: {{vi: "%", en: "%"}}
    pillar: society
    aggregation: {{kind: ratio, numerator: townspeople, denominator: population, scale: 100}}
{_METADATA}\
  - code: trust
    name: {{vi: Điểm tín nhiệm, en: Trust}}
    definition: {{vi: Điểm do người dân chấm., en: Score given by citizens.}}
    unit: {{vi: điểm, en: score}}
    pillar: environment
    aggregation: {{kind: weighted_mean, weight: population}}
    checks: [{{kind: range, least: 0, most: 10}}]
{_METADATA}\
  - code: product
    name: {{vi: Tổng sản phẩm, en: Product}}
    definition: {{vi: Giá trị tăng thêm trên địa bàn., en: Value added in the province.}}
    unit: {{vi: tỷ đồng, en: billion VND}}
    price_base: current
    pillar: economy
    aggregation: {{kind: sum}}
{_METADATA}\
  - code: product_per_head
    name: {{vi: Tổng sản phẩm bình quân đầu người, en: Product per head}}
    definition: {{vi: Tổng sản phẩm chia dân số., en: Product over population.}}
    unit: {{vi: triệu đồng/người, en: million VND per person}}
    price_base: current
    pillar: economy
    aggregation: {{kind: ratio, numerator: product, denominator: population}}
{_METADATA}"""
BORDERS = """\
map,unit,neighbour,shared_km
34,92,86,40.0
34,86,92,40.0
63,92,94,35.5
63,94,92,35.5
"""
LIST = """\
code,name,full_name,type,province
31120,Cái Khế,Phường Cái Khế,phuong,92
31141,An Bình,Phường An Bình,phuong,92
31261,Phong Điền,Xã Phong Điền,xa,92
29551,2 Đầu Gò,Phường 2 Đầu Gò,phuong,86
"""
"""Communes of the small country; its own files begin without any."""
COMMITTEE = """\
  - code: peoples_committee
    level: commune
    side: executive
    name: {vi: "Ủy ban nhân dân {unit}, {province}", en: "People's Committee of {unit}, {province}"}
    short: {vi: "UBND {unit}", en: "Committee, {unit}"}
    mailbox: ubnd@{slug}.example
    office: {vi: Văn phòng, en: Office}
    head: {vi: Chủ tịch, en: Chair}
    head_mailbox: lanhdao@{slug}.example
    digest: daily
"""
FILES = {
    "national.yaml": NATIONAL,
    "communes.csv": "code,name,full_name,type,province\n",
    "data/adjacency.csv": BORDERS,
    "indicators/small.yaml": INDICATORS,
    "procedures/yearly-plan.yaml": PROCEDURE,
    "regions/delta.yaml": REGION,
}
MARK = "«"


def rule_fault(text: str) -> str | None:
    """Say what is wrong with a rule, as the calendar does."""
    try:
        parse(text)
    except RuleError as error:
        return str(error)
    return None


KNOWN = Known(methods={"collate"}, events={"stage.opened", "stage.closed"}, rule_fault=rule_fault)


@dataclass(frozen=True)
class Country:
    """The folder with the files of the small country."""

    folder: Path

    def path(self, name: str) -> Path:
        """Give the path of one of its files."""
        return self.folder / name

    def write(self, name: str, text: str) -> Path:
        """Write a file."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    def change(self, name: str, old: str, new: str) -> str:
        """Change a file where ``old`` first stands; give the place ``MARK`` marks in ``new``."""
        text = self.path(name).read_text("utf-8")
        assert old in text
        text = text.replace(old, new, 1)
        before = text.partition(MARK)[0]
        self.write(name, text.replace(MARK, ""))
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return f"{self.path(name)}:{line}:{column}"

    def faults(self, name: str = "regions/delta.yaml") -> list[Fault]:
        """Give all that is wrong with a file and what it uses."""
        return check_file(self.path(name), KNOWN, self.folder)
