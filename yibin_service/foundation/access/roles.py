"""The roles of the product. Codes are stored; titles are what people read."""

from django.db.models import TextChoices


class Role(TextChoices):
    SALES_CLERK = "sales_clerk", "销售员"
    SALES_HEAD = "sales_head", "销售处长"
    TECH_ENGINEER = "tech_engineer", "技术中心工程师"
    TECH_HEAD = "tech_head", "技术中心主任"
    DEPUTY_GM = "deputy_gm", "分管副总经理"
    GENERAL_MANAGER = "general_manager", "总经理"
    MEETING_SECRETARY = "meeting_secretary", "公司办公会秘书"
    ENTERPRISE_MANAGEMENT = "enterprise_management", "企管办"
    UNIT_HEAD = "unit_head", "单位负责人"
    SERVICE_MANAGER = "service_manager", "售后服务部经理"
    SERVICE_ENGINEER = "service_engineer", "技术支持人员"
    HR = "hr", "人力资源"
    FINANCE = "finance", "财务"
    AUDITOR = "auditor", "审计"
    ADMIN = "admin", "系统管理员"


SALES = frozenset({Role.SALES_CLERK, Role.SALES_HEAD})
TECH = frozenset({Role.TECH_ENGINEER, Role.TECH_HEAD})
SERVICE = frozenset({Role.SERVICE_MANAGER, Role.SERVICE_ENGINEER})
LEADERS = frozenset({Role.DEPUTY_GM, Role.GENERAL_MANAGER})
