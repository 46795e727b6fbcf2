"""Why a file is not taken."""

from yibin_service.foundation.acts.errors import Refused

TABLES = (".xlsx", ".xlsm", ".xls", ".csv", ".txt")
SMALLER_TABLE = "请按月分开导出，去掉图片和别的工作表"
SMALLER_PICTURE = "请压缩、剪短，或改传照片"


class FileTooLarge(Refused):
    """More bytes than the regulation's limit for one file."""

    status = 413

    def __init__(self, *, name: str, limit_mb: int, size: int | None = None) -> None:
        seen = f"{size / 1024 / 1024:.0f} MB，" if size else ""
        remedy = SMALLER_TABLE if name.lower().endswith(TABLES) else SMALLER_PICTURE
        super().__init__(f"「{name}」{seen}超过 {limit_mb} MB，没有上传：{remedy}")


class TooManyFiles(Refused):
    """More files than one thing may carry."""

    def __init__(self, *, limit: int) -> None:
        super().__init__(f"一次最多 {limit}个文件：请去掉几个再传")


class UnacceptedContent(Refused):
    """A content that is none of the accepted kinds, whatever the file is called."""


class FileGone(Refused):
    """A file that was taken away, used elsewhere, or never this person's."""

    default_message = "有文件已去掉或已用在别处，请刷新后重新上传"
