"""Readings recorded after the first versions were enacted: what they say in a version that is older than their keys."""

NEWER_READINGS: dict[str, str] = {
    "reading_eighth_included": "八日当天提出的不算晚。",
    "reading_handover_last_day": "在岗最后一天由完成移交的人按实际填写，不晚于完成当天；各项没有全部接收的，不能完成。",
    "reading_handover_money": "代收货款不由同事接收：财务登记收讫即为办结。",
    "reading_handover_work": "客户、案件、派工、交办、草稿和下属要有人接，不能免；单据、物品、款项和其他事项可由经理写明原因不移交。",
    "reading_part_leave": "在班次开头或结尾请一段时间假的，当天班次按余下的时间算；在中间的不影响到岗和离岗；余下为零的按整天请假。",
    "reading_wage_of_month": "用当月最后一天在用的月工资；乘除以后最后一步才进位到分。",
    "reading_field_day": "批准外勤的日子，和派工单从到场到完工的日子；没有登记完工的算到期限或最后一张维修服务单。外勤日不看打卡。",
    "reading_punch_pairing": "一天第一次为到、最后一次为离，导出注明上班或下班的以注明为准；首尾相差不到 5 分钟算一次，归离得近的那一头。",
    "reading_make_up_day": "按那个星期几的班次；那天没有班次的按星期一，星期一也没有的按一周里第一个有班次的日子。",
    "reading_longest_phone_off": "取最长的一次，不相加。",
    "reading_late_report": "当天或其后 7 天内写的算已汇报；整天请假和不上班的日子不欠日报。",
    "reading_plan_friday": "前一周星期五 24:00 以前提交。",
    "reading_late_complaint": "扣在以后第一个没有打分的月份。",
    "reading_department_score": "取已会签各表的平均，保留一位小数。",
}
