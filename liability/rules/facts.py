"""What the determination of liability is made from, and the parties it may name."""

from dataclasses import dataclass
from enum import StrEnum

from cases.rules.intake import Cause


class Party(StrEnum):
    """Who may bear a share. A workshop is printed by its own name."""

    WORKSHOP = "workshop"
    QUALITY_INSPECTION = "quality_inspection"
    WAREHOUSE = "warehouse"
    CARRIER = "carrier"
    SALES = "sales"
    COMPANY = "company"
    TECHNICAL_CENTER = "technical_center"


UNIT_NAMES: dict[Party, str] = {
    Party.QUALITY_INSPECTION: "质检处",
    Party.WAREHOUSE: "物资处",
    Party.CARRIER: "承运单位",
    Party.SALES: "销售处",
    Party.COMPANY: "公司",
    Party.TECHNICAL_CENTER: "技术中心",
}


class PackagingStage(StrEnum):
    """Where a damaged packaging was damaged (P.三.5乙)."""

    BEFORE_LOADING = "before_loading"
    DISPATCH = "dispatch"
    USER_HANDLING = "user_handling"


class Signer(StrEnum):
    """The three that sign a shipment, in the clause's order."""

    QC = "qc"
    WAREHOUSE = "warehouse"
    CARRIER = "carrier"


SIGNER_PARTIES: dict[Signer, Party] = {
    Signer.QC: Party.QUALITY_INSPECTION,
    Signer.WAREHOUSE: Party.WAREHOUSE,
    Signer.CARRIER: Party.CARRIER,
}


@dataclass(frozen=True, slots=True)
class Packaging:
    """The hand-over facts of a damaged packaging."""

    stage: PackagingStage
    warehouse_signed: bool
    signatures: frozenset[Signer]
    forced_by: frozenset[Signer]


@dataclass(frozen=True, slots=True)
class LiabilityFacts:
    """`packaging` is given with cause `packaging` and never else; `workshop` is its name as printed."""

    cause: Cause | None
    workshop: str
    packaging: Packaging | None = None
    goodwill_approved: bool = False
