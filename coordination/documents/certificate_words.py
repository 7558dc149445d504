"""The words a certificate is set in."""

from __future__ import annotations

from coordination.kernel.text import Text

WORDS = {
    "title": Text(vi="BẢN XÁC NHẬN VIỆC GỬI THÔNG BÁO", en="STATEMENT ON THE SENDING OF A NOTICE"),
    "status": Text(
        vi="Phần mềm Liên Vùng tự động lập từ nhật ký của mình; không phải văn bản hành chính, không có chữ ký.",
        en="Made automatically by the software Liên Vùng from its own log; not an official document, not signed.",
    ),
    "simulated": Text(
        vi="MÔ PHỎNG — dữ liệu hành vi không có thật", en="SIMULATED — what bodies do here did not really happen"
    ),
    "issued": Text(vi="Lập lúc", en="Made at"),
    "zone": Text(vi="Mọi giờ ghi theo giờ Việt Nam (UTC+7).", en="All times are those of Viet Nam (UTC+7)."),
    "page": Text(vi="Trang", en="Page"),
    "notice": Text(vi="Đã báo gì, cho ai", en="What was told, and to whom"),
    "key": Text(vi="Mã thông báo", en="Notice"),
    "subject": Text(vi="Tiêu đề", en="Subject"),
    "event": Text(vi="Sự kiện được báo", en="Event told"),
    "event at": Text(vi="Xảy ra lúc", en="Happened at"),
    "event about": Text(vi="Về", en="About"),
    "body": Text(vi="Cơ quan nhận", en="Recipient"),
    "office": Text(vi="Bộ phận nhận", en="Office"),
    "address": Text(vi="Địa chỉ", en="Address"),
    "sent as": Text(vi="Mã thư (Message-ID)", en="Message-ID"),
    "language": Text(vi="Ngôn ngữ của thư", en="Language of the letter"),
    "vi": Text(vi="tiếng Việt", en="Vietnamese"),
    "en": Text(vi="tiếng Anh", en="English"),
    "supersedes": Text(vi="Thay thế thông báo", en="Supersedes"),
    "superseded by": Text(vi="Đã được thay bằng", en="Superseded by"),
    "attempts": Text(vi="Các lần gửi", en="Attempts to deliver"),
    "no attempt": Text(vi="Chưa gửi lần nào.", en="None yet."),
    "number": Text(vi="Lần", en="No."),
    "at": Text(vi="Lúc", en="At"),
    "phase": Text(vi="Dừng ở bước", en="Ended in"),
    "outcome": Text(vi="Kết quả, lời máy chủ", en="Outcome, server's words"),
    "receipts": Text(vi="Các mức xác nhận đã nhận", en="Ladder of acknowledgement"),
    "no receipt": Text(vi="Chưa có xác nhận nào.", en="Nothing has come back yet."),
    "rung": Text(vi="Mức", en="Rung"),
    "by": Text(vi="Bên xác nhận", en="By"),
    "words": Text(vi="Lời kèm theo", en="Words"),
    "text": Text(vi="Nguyên văn", en="Exact text"),
    "text hash": Text(vi="Mã nguyên văn (SHA-256)", en="Hash of the text (SHA-256)"),
    "about text": Text(
        vi="Dòng dài có thể được ngắt cho vừa trang và ký tự không nhìn thấy được ghi bằng số hiệu; bản đúng từng ký tự là tệp notice.txt kèm theo.",
        en="Long lines may be broken to fit the page and signs that cannot be seen are shown by their numbers; the attached notice.txt is exact to the last sign.",
    ),
    "place": Text(vi="Vị trí trong chuỗi sự kiện", en="Place in the chain of events"),
    "chain now": Text(vi="Chuỗi khi lập bản này", en="Chain when this was made"),
    "chain": Text(vi="{events} sự kiện, mã cuối", en="{events} events, head"),
    "told at": Text(vi="Sự kiện được báo", en="Event told"),
    "delivered at": Text(vi="Đã giao cho máy chủ thư", en="Handed to the mail server"),
    "not delivered": Text(vi="chưa giao", en="not yet"),
    "numbered": Text(vi="sự kiện số {seq}, mã", en="event {seq}, hash"),
    "seal": Text(vi="Dấu niêm phong của tệp JSON", en="Seal of the JSON form"),
    "check": Text(vi="Cách tự kiểm tra, không cần tin chúng tôi", en="How to check, without trusting us"),
    "stored": Text(vi="Sự kiện số {seq}, nguyên như đang lưu", en="Event {seq}, as it is stored"),
    "program": Text(vi="Chương trình kiểm tra (check.py)", en="The program that checks (check.py)"),
}
"""Everything the pages say of their own."""

PHASES = {
    "letter": Text(vi="soạn thư", en="setting the letter"),
    "connect": Text(vi="kết nối", en="connecting"),
    "hello": Text(vi="chào hỏi (EHLO)", en="greeting (EHLO)"),
    "tls": Text(vi="mã hóa (STARTTLS)", en="encryption (STARTTLS)"),
    "login": Text(vi="đăng nhập", en="login"),
    "sender": Text(vi="nơi gửi (MAIL)", en="sender (MAIL)"),
    "recipient": Text(vi="nơi nhận (RCPT)", en="recipient (RCPT)"),
    "content": Text(vi="nội dung (DATA)", en="content (DATA)"),
    "end": Text(vi="dấu chấm cuối", en="final dot"),
}
"""Where an attempt may end; others are set as they are."""

OUTCOMES = {
    "sent": Text(vi="máy chủ thư đã nhận", en="taken by the mail server"),
    "deferred": Text(vi="hoãn, sẽ gửi lại", en="deferred, to be tried again"),
    "failed": Text(vi="bị từ chối hẳn", en="refused for good"),
    "uncertain": Text(vi="không rõ đã nhận hay chưa", en="not known whether taken"),
    "set_aside": Text(vi="để riêng", en="set aside"),
}
"""What an attempt may come to; others are set as they are."""

RUNGS = {
    "accepted": Text(vi="máy chủ thư đã nhận", en="accepted by the mail server"),
    "arrived": Text(vi="đã tới hộp thư", en="arrived in the mailbox"),
    "delivered": Text(vi="đã tới hộp thư", en="arrived in the mailbox"),
    "opened": Text(vi="văn thư đã mở", en="opened by a clerk"),
    "acknowledged": Text(vi="đã xác nhận", en="acknowledged"),
    "answered": Text(vi="đã trả lời", en="answered"),
}
"""The rungs of the ladder; others are set as they are."""
