"""The people of the demo mill: one account or more of every role, all with the password DEMO_PASSWORD of the settings.

Plain data. They exist in the embedded database only (see `services/load_accounts.py`).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoAccount:
    """One invented person; `role` and `unit` are stored codes."""

    username: str
    name: str
    role: str
    unit: str
    phone: str


DEMO_ACCOUNTS = (
    DemoAccount("sales_clerk", "刘玉兰", "sales_clerk", "sales", "8031"),
    DemoAccount("sales_clerk2", "杨帆", "sales_clerk", "sales", "8032"),
    DemoAccount("sales_head", "陈志强", "sales_head", "sales", "8030"),
    DemoAccount("tech_engineer", "何晓梅", "tech_engineer", "technical_center", "8052"),
    DemoAccount("tech_engineer2", "李志远", "tech_engineer", "technical_center", "8053"),
    DemoAccount("tech_head", "罗永清", "tech_head", "technical_center", "8050"),
    DemoAccount("deputy_gm", "周建华", "deputy_gm", "leadership", "8002"),
    DemoAccount("general_manager", "谢明德", "general_manager", "leadership", "8001"),
    DemoAccount("meeting_secretary", "孙静", "meeting_secretary", "executive_meeting", "8006"),
    DemoAccount("enterprise_management", "曾丽", "enterprise_management", "enterprise_management", "8020"),
    DemoAccount("qc_head", "唐静", "unit_head", "quality_inspection", "8060"),
    DemoAccount("warehouse_head", "郑国栋", "unit_head", "warehouse", "8070"),
    DemoAccount("workshop3_head", "邓刚", "unit_head", "workshop_3", "8083"),
    DemoAccount("workshop4_head", "蒋洪", "unit_head", "workshop_4", "8084"),
    DemoAccount("service_manager", "高峰", "service_manager", "service", "8090"),
    DemoAccount("service_engineer", "王海涛", "service_engineer", "service", "8091"),
    DemoAccount("hr", "吴敏", "hr", "hr", "8040"),
    DemoAccount("hr2", "林秀兰", "hr", "hr", "8041"),
    DemoAccount("finance", "冯雪", "finance", "finance", "8045"),
    DemoAccount("auditor", "钱正", "auditor", "enterprise_management", "8025"),
    DemoAccount("admin", "马骏", "admin", "technical_center", "8055"),
)
