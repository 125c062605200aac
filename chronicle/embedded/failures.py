"""What can go wrong with the embedded servers, each with a sentence an operator can act on."""

from pathlib import Path


class DataDirectoryBusy(Exception):
    """Another live process holds the data directory; nothing was touched."""

    code = "embedded.data_directory_busy"

    def __init__(self, data_directory: Path, holder: str) -> None:
        self.data_directory = data_directory
        self.holder = holder
        super().__init__(
            f"Thư mục dữ liệu {data_directory} đang được {holder} sử dụng. "
            "Hãy dừng tiến trình đó hoặc chọn thư mục dữ liệu khác rồi chạy lại. / "
            f"The data directory {data_directory} is in use by {holder}. "
            "Stop that process or choose another data directory, then start again."
        )


class EmbeddedServerFailed(Exception):
    """A server did not start, or could not be run here; `log_tail` holds its last words."""

    code = "embedded.server_failed"

    def __init__(self, server: str, reason: str, log_tail: str = "") -> None:
        self.server = server
        self.reason = reason
        self.log_tail = log_tail
        tail = f"\n--- {server} log ---\n{log_tail}" if log_tail else ""
        super().__init__(f"{server} không chạy được / did not run: {reason}{tail}")
