"""What a newcomer reads first who is handed a bundle: what it is, and what to run."""

READ_ME = """An Toàn: gói bằng chứng · a bundle of evidence

TIẾNG VIỆT

Gói này gồm những gì nhật ký của hệ thống ghi về một câu hỏi, đến một vị trí nhất định, và mọi thứ cần để kiểm tra ở máy khác,
không cần hệ thống, không cần mạng. Chỉ cần Python 3.9 trở lên:

    python3 -I verifier.py --key "DÒNG KHÓA" TỆP_GÓI.zip

DÒNG KHÓA là dòng mà tỉnh đã công bố bằng đường khác (trang Kiểm tra, văn bản, thanh tra giữ). Đừng lấy khóa từ trong gói: ai làm
giả gói thì cũng làm giả được khóa ấy. Cũng vậy, nếu nghi ngờ gói, hãy lấy verifier.py từ nơi khác. Có nhân chứng thì thêm
--witness "DÒNG KHÓA CỦA NHÂN CHỨNG".

    facts.jsonl          mỗi dòng một sự kiện: phong bì và nguyên văn đã lưu (leaf), và vì sao thuộc câu hỏi (belongs)
    schemas/             lược đồ JSON của từng loại sự kiện có trong gói, từ phiên bản đã lưu đến phiên bản ngày nay
    upcasts.json         cách đưa sự kiện phiên bản cũ về dạng ngày nay, và áp dụng cho sự kiện nào
    rule_sets/           bộ quy định mà các sự kiện nêu, như đã ban hành trong nhật ký
    checkpoint.txt       điểm kiểm tra đã ký trên toàn bộ nhật ký đến vị trí đó
    proofs/              đường băm từ từng sự kiện đến gốc; và nhật ký bắt đầu đúng như các điểm kiểm tra đã công bố trước
    pages/               các trang đã hiện ra đến vị trí đó; mở bằng trình duyệt
    completeness.json    nhật ký có bao nhiêu sự kiện, bao nhiêu thuộc câu hỏi, sự kiện nào bị gác lại, loại nào từ phiên bản cũ
    MANIFEST.json        câu hỏi, vị trí, và SHA-256 của từng tệp
    signatures/          chữ ký trên MANIFEST.json; chữ ký của nhân chứng dưới điểm kiểm tra

Chương trình kiểm tra không biết được hai điều: có sót sự kiện nào thuộc câu hỏi không, và các trang có đúng là kết quả của sự kiện
không. Người ký bảo đảm hai điều ấy; ai có nhật ký lập lại gói sẽ được đúng từng byte (so SHA-256 của MANIFEST.json).

ENGLISH

This bundle holds what the log says about one question, up to one position, and all it takes to check that on another machine,
without the system and without a network. Python 3.9 or newer is enough:

    python3 -I verifier.py --key "THE KEY LINE" THE_BUNDLE.zip

THE KEY LINE is the one the province gave out by another way (its page Audit, a letter, the inspectorate). Do not take it from the
bundle: who forges a bundle forges that as well. For the same reason take verifier.py from elsewhere where you doubt the bundle.
Where there is a witness, add --witness "THE WITNESS'S KEY LINE".

    facts.jsonl          a fact a line: its envelope and stored text (leaf), and why it belongs to the question (belongs)
    schemas/             JSON Schema of each type of facts that occur, from the version stored to today's
    upcasts.json         how facts of older versions are carried to today's shape, and which were
    rule_sets/           the sets of rules the facts say, as they were put in force in the log
    checkpoint.txt       the signed checkpoint over the whole log up to the position
    proofs/              hashes from each fact to the root; and that the log began as earlier published checkpoints say
    pages/               the pages as they stood at the position; open them in a browser
    completeness.json    how many facts the log holds, how many belong to the question, which were parked, or of older versions
    MANIFEST.json        the question, the position, and the SHA-256 of every file
    signatures/          the signature on MANIFEST.json; those of witnesses below the checkpoint

Two things the verifier cannot tell: whether a fact of the question was left out, and whether the pages follow from the facts. Who
signed vouches for both; who has the log makes the bundle again, to the same bytes (compare the SHA-256 of MANIFEST.json).
"""
