"""Attendance on paper and in workbooks."""
